"""Something is down: staff post it, the public sees it, alice hears of it, it ends.

In a real browser at phone and desktop size over the whole house, its worker included.
"""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
ADDRESS = "12 Maple Street, Mapleton"


@on_a_phone
def test_an_outage_from_beginning_to_end(size: str, house: House, chrome: Any):
    title = f"The line at Maple Street is cut ({size})"
    with visit(chrome, house.home, size) as sam, visit(chrome, house.home, size) as alice:
        with visit(chrome, house.home, size) as guest:
            guest.open("/status/")
            guest.check()
            assert guest.weighed() < MOST_BYTES
            assert guest.context.cookies() == []
            assert "Internet is down in Kettle Creek" in guest.page.inner_text("main")
            sign_in(sam, "sam")
            number = _post(sam, title)
            guest.page.reload()
            assert title in guest.page.inner_text("main")
        sign_in(alice, "alice")
        message, outage = _hear(alice, title, number)
        with visit(chrome, house.home, size) as mallory:
            _mallory_hears_nothing(mallory, title, message, outage)
        _end(sam, number)
        _it_is_over(alice, title, outage)
    checked = house.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _post(sam: Visit, title: str) -> str:
    page = sam.page
    sam.open("/console/outages/new/")
    page.get_by_label("A list of accounts or addresses").check()
    page.get_by_label("Places or accounts, one a line").fill("1 Nowhere Lane")
    page.get_by_label("Title in English").fill(title)
    page.get_by_label("Text in English").fill("A digger met it.")
    page.get_by_role("button", name="See whom it reaches").click()
    page.wait_for_selector(".error-summary")
    sam.check()
    page.get_by_label("Places or accounts, one a line").fill(ADDRESS)
    page.get_by_role("button", name="See whom it reaches").click()
    page.get_by_text("Nobody has been told yet.").wait_for()
    sam.check()
    page.get_by_role("button", name="Post it and tell").click()
    page.wait_for_url(re.compile(r"/console/outages/\d+/$"))
    # Without reloading: the page asks until everybody is told.
    page.get_by_text("people told").wait_for(timeout=30_000)
    sam.check()
    return page.url.rstrip("/").rpartition("/")[2]


def _hear(alice: Visit, title: str, number: str) -> tuple[str, str]:
    page = alice.page
    alice.open("/")
    assert title in page.inner_text("main")
    alice.check()
    page.get_by_role("link", name=re.compile("^Messages")).click()
    page.wait_for_url(f"{alice.home}/messages/")
    alice.check()
    assert alice.weighed() < MOST_BYTES
    page.get_by_role("link", name=title).click()
    page.get_by_text("A digger met it.").wait_for()
    alice.check()
    message = page.url.removeprefix(alice.home)
    page.get_by_role("link", name="See how it goes on").click()
    page.wait_for_url(f"{alice.home}/outages/{number}/")
    alice.check()
    return message, f"/outages/{number}/"


def _mallory_hears_nothing(mallory: Visit, title: str, message: str, outage: str) -> None:
    sign_in(mallory, "mallory")
    for address in ("/", "/messages/"):
        mallory.open(address)
        assert title not in mallory.page.inner_text("main")
    for address in (message, outage):
        answer = mallory.context.request.get(mallory.home + address)
        assert answer.status == 404


def _end(sam: Visit, number: str) -> None:
    page = sam.page
    sam.open(f"/console/outages/{number}/end/")
    page.get_by_label("Text in English").fill("It is joined again.")
    page.get_by_role("button", name="Say it is over").click()
    page.wait_for_url(f"{sam.home}/console/outages/{number}/")


def _it_is_over(alice: Visit, title: str, outage: str) -> None:
    page = alice.page
    alice.open(outage)
    assert "It is joined again." in page.inner_text("main")
    alice.open("/")
    assert title not in page.inner_text("main")
    for _ in range(60):
        alice.open("/messages/?topic=outages")
        if f"Over: {title}" in page.inner_text("main"):
            return
        page.wait_for_timeout(500)
    pytest.fail("alice was not told that it is over")


@on_a_phone
def test_how_bob_is_told(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as bob:
        page = bob.page
        sign_in(bob, "bob")
        bob.open("/settings/notifications/")
        bob.check()
        assert bob.weighed() < MOST_BYTES
        bills = page.get_by_role("group", name="Bills and payments")
        for box in bills.get_by_role("checkbox").all():
            box.uncheck()
        page.get_by_label("Quiet from").select_option("22")
        page.get_by_label("until", exact=True).select_option("7")
        page.get_by_role("button", name="Save").click()
        page.wait_for_selector(".error-summary")
        bob.check()
        assert page.get_by_label("Quiet from").input_value() == "22"
        bills.get_by_label("Email").check()
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved.").wait_for()
        assert not bills.get_by_label("Message center").is_checked()
