"""Staff: each sees what their work needs, says why, and may look on without touching anything."""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, at_a_desk, visit
from tests.house import House
from tests.looks import answer_why
from tests.screenshots import sign_in

pytestmark = pytest.mark.browser
PASSWORD = "A password for somebody new"


def click(guest: Visit, name: str) -> None:
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name=name).click()


def checked(guest: Visit) -> str:
    """The page at hand is as pages must be; its text."""
    guest.check()
    assert guest.weighed() < MOST_BYTES
    return str(guest.page.inner_text("body"))


@at_a_desk
def test_sue_helps_alice(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as sue:
        page = sue.page
        sign_in(sue, "sue")
        head = page.inner_text("header")
        assert "Tickets" in head
        for closed in ("Work queue", "Plans", "Outages"):
            assert closed not in head
        sue.open("/console/?q=alice@mail.example")
        found = checked(sue)
        assert "Alice Archer" in found
        for too_much in ("alice@mail.example,", "$", "Maple Street"):
            assert too_much not in found
        page.get_by_role("link", name="Alice Archer").first.click()
        page.wait_for_url(re.compile("/reason/"))
        checked(sue)
        click(sue, "Go on")
        assert "Choose why." in checked(sue)
        page.get_by_label("Something else").check()
        click(sue, "Go on")
        page.get_by_label("Which ticket").fill("she wrote to us by post")
        assert page.get_by_label("Something else").is_checked(), "nothing typed is lost"
        click(sue, "Go on")
        text = checked(sue)
        assert "alice@mail.example" in text
        assert "Record a payment" not in text, "that is billing's"

        page.get_by_role("link", name="See what they see").click()
        checked(sue)
        page.get_by_label(re.compile("^alice")).check()
        click(sue, "Show me their pages")
        assert page.url == f"{house.home}/"
        text = checked(sue)
        assert "You see the pages of alice" in text
        for address in ("/bills/", "/services/", "/messages/", "/help/"):
            sue.open(address)
            assert "You see the pages of alice" in page.inner_text("body"), address
        sue.check()
        sue.open("/pay/")
        click(sue, re.compile("^(Pay|Continue)"))  # type: ignore[arg-type]
        assert "You are only looking" in page.inner_text("h1")
        sue.complaints.clear()
        checked(sue)
        sue.complaints.clear()
        sue.open("/security/")
        assert "staff never see them" in page.inner_text("main")
        sue.complaints.clear()
        click(sue, "End")
        page.wait_for_url(re.compile("/console/accounts/"))
        assert "You see the pages" not in page.inner_text("body")


@at_a_desk
def test_sam_brings_somebody_new(size: str, house: House, chrome: Any):
    name = f"tess.{size}"
    with visit(chrome, house.home, size) as sam, visit(chrome, house.home, size) as tess:
        page = sam.page
        sign_in(sam, "sam")
        page.get_by_role("link", name="Staff", exact=True).click()
        checked(sam)
        page.get_by_role("link", name="Add somebody").click()
        page.get_by_label("Username").fill("sue")
        page.get_by_label("Email address at work").fill(f"{name}@maplecounty.example")
        click(sam, "Invite them")
        assert "Choose at least one." in checked(sam)
        page.get_by_label("Username").fill(name)
        page.get_by_label("Network").check()
        click(sam, "Invite them")
        assert "invited by email" in page.inner_text("main")
        checked(sam)

        _choose_password(tess, name)
        head = tess.page.inner_text("header")
        assert "Work queue" in head
        assert "Tickets" not in head
        for closed in ("/console/staff/", "/console/tickets/", "/console/plans/"):
            assert tess.context.request.get(house.home + closed).status == 403

        page.get_by_role("link", name="Let them go").click()
        checked(sam)
        click(sam, "Let them go")
        assert "can't sign in any more" in page.inner_text("main")
        tess.open("/console/")
        assert "/sign-in/" in tess.page.url


def _choose_password(tess: Visit, name: str) -> None:
    """As the invitation says."""
    page = tess.page
    tess.open("/recover/password/")
    page.get_by_label("Username or email address").fill(name)
    click(tess, "Send the code")
    code = _code_for(tess, name)
    page.get_by_label("Code").fill(code)
    page.get_by_label("New password").fill(PASSWORD)
    click(tess, "Change the password")
    tess.open("/sign-in/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{tess.home}/console/")


def _code_for(guest: Visit, name: str) -> str:
    from tests.journey.test_person import code_in, newest_message

    return code_in(newest_message(guest, name, "choose a new password"))


@at_a_desk
def test_mallory_gets_nowhere(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as sue, visit(chrome, house.home, size) as mallory:
        sign_in(sue, "sue")
        sue.open("/console/?q=alice@mail.example")
        sue.page.get_by_role("link", name="Alice Archer").first.click()
        sue.page.wait_for_url(re.compile("/reason/"))
        answer_why(sue.page)
        account = sue.page.url.removeprefix(house.home)
        sign_in(mallory, "mallory")
        mallory.open("/security/")
        token = mallory.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        for address in (
            account,
            f"{account}view-as/",
            f"{account}reason/",
            "/console/staff/",
            "/console/staff/add/",
            "/console/end-viewing/",
            "/console/second-factor/",
        ):
            opened = mallory.page.request.get(house.home + address)
            assert opened.status == 403, address
            sent = mallory.page.request.post(
                house.home + address,
                form={"csrfmiddlewaretoken": token, "look_reason": "called", "member": "1"},
                headers={"Referer": f"{house.home}/security/"},
            )
            assert sent.status == 403, address
            assert "Alice" not in sent.text()
        mallory.open("/")
        assert "You see the pages" not in mallory.page.inner_text("body")
