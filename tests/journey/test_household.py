"""A household in a real browser at phone and desktop size: in, limited, out; a relative pays.

alice invites somebody, who makes a sign-in by the link; she limits them, then ends it. She switches
between her accounts. A bill is paid by a link, without a sign-in and without scripts.
"""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, both_sizes, on_a_phone, visit
from tests.house import PASSWORD, House
from tests.journey.test_person import click, follow, newest_message, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
WHO_OWES = {"phone": "alice", "desktop": "mallory"}
"""Each size has a bill of its own."""


def prove(guest: Visit) -> None:
    """The password again, where it is asked for."""
    if "/security/confirm/" in guest.page.url:
        guest.page.locator("input[name=password]").fill(PASSWORD)
        click(guest, "Continue")


def look(guest: Visit) -> None:
    guest.check()
    assert guest.weighed() < MOST_BYTES


@on_a_phone
def test_somebody_joins_is_limited_and_leaves(size: str, house: House, chrome: Any):
    email, name = f"erin.{size}@mail.example", f"erin-{size}"
    with visit(chrome, house.home, size) as alice, visit(chrome, house.home, size) as erin:
        sign_in(alice, "alice")
        alice.open("/household/")
        look(alice)
        invite(alice, email)
        text = newest_message(alice, email, "invit")
        address = re.search(r"/invitation/[\w-]{43}/", text)
        assert address
        erin.open(address[0])
        look(erin)
        join(erin, name)
        assert "account" in erin.page.inner_text("main").lower()
        erin.open("/bills/")
        assert "Pay now" not in erin.page.inner_text("main")
        limit(alice, name)
        erin.open("/")
        assert "You see services only" in erin.page.inner_text("main")
        assert "$" not in erin.page.inner_text("main")
        look(erin)
        answer = erin.page.request.get(f"{house.home}/bills/")
        assert answer.status == 404
        remove(alice, name)
        erin.open("/")
        assert erin.page.url == f"{house.home}/no-account/"
        look(erin)
        follow(erin, "Add an account", exact=True)
        look(erin)


def invite(alice: Visit, email: str) -> None:
    follow(alice, "Invite somebody")
    prove(alice)
    page = alice.page
    page.get_by_label("Their email address").fill(email)
    click(alice, "Send the invitation")
    assert "Choose a role." in page.inner_text("main")
    alice.check()
    page.get_by_role("radio", name="Viewer").check()
    page.get_by_label("sees bills and payments, too").check()
    click(alice, "Send the invitation")
    assert f"We've sent the invitation to {email}." in page.inner_text("main")
    look(alice)


def join(erin: Visit, name: str) -> None:
    follow(erin, "Accept and make a sign-in")
    erin.page.get_by_label("Username").fill("bob")
    erin.page.get_by_label("Password", exact=True).fill(PASSWORD)
    click(erin, "Make the sign-in and join")
    assert "Somebody already has this username" in erin.page.inner_text("main")
    erin.check()
    erin.page.get_by_label("Username").fill(name)
    erin.page.get_by_label("Password", exact=True).fill(PASSWORD)
    click(erin, "Make the sign-in and join")


def limit(alice: Visit, name: str) -> None:
    alice.open("/household/")
    follow(alice, f"Change what {name} may do")
    prove(alice)
    look(alice)
    alice.page.get_by_label("sees bills and payments, too").uncheck()
    click(alice, "Save")


def remove(alice: Visit, name: str) -> None:
    follow(alice, f"Remove {name}")
    prove(alice)
    look(alice)
    click(alice, "Remove")
    assert f"{name} no longer has access" in alice.page.inner_text("main")


@on_a_phone
def test_alice_switches_between_her_accounts(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        head = alice.page.locator("header.top")
        first = head.inner_text()
        assert "account ending in 0006" in first
        bill = alice.page.locator("main a[href^='/bills/4'], main a[href^='/bills/0']").first
        address = bill.get_attribute("href")
        assert address
        with alice.page.expect_navigation():
            head.get_by_role("link", name="Switch").click()
        look(alice)
        with alice.page.expect_navigation():
            alice.page.get_by_role("button", name="Switch to account").first.click()
        assert "account ending in 0006" not in head.inner_text()
        look(alice)
        alice.open(address)
        assert "That belongs to your other account" in alice.page.inner_text("main")
        look(alice)
        click(alice, "Switch to 401000006 and open it")
        assert alice.page.url == f"{house.home}{address}"
        assert "account ending in 0006" in head.inner_text()


@both_sizes
def test_a_relative_pays_without_a_sign_in(size: str, house: House, chrome: Any):
    no_scripts = {"java_script_enabled": size == "desktop"}
    with (
        visit(chrome, house.home, size) as owner,
        visit(chrome, house.home, size, **no_scripts) as gran,
    ):
        sign_in(owner, WHO_OWES[size])
        follow(owner, "See the bill")
        follow(owner, "Let someone else pay")
        look(owner)
        click(owner, "Make a link")
        owner.check()
        link = owner.page.get_by_label("The link", exact=True).input_value()
        gran.page.goto(link)
        if size == "desktop":
            gran.check()
        text = gran.page.inner_text("body")
        assert "Account ending in" in text
        assert WHO_OWES[size] not in text.lower()
        gran.page.get_by_label("Email address for a receipt").fill(f"gran.{size}@mail.example")
        click(gran, "Continue to the card company")
        pay_with_card(gran)
        assert "Thank you, your payment is in" in gran.page.inner_text("main")
        if size == "desktop":
            gran.check()
        gran.complaints.clear()
        newest_message(owner, f"gran.{size}@mail.example", "Receipt for your payment")
        newest_message(owner, f"{WHO_OWES[size]}@mail.example", "Somebody paid your bill")
        gran.page.goto(link)
        assert "This bill is paid" in gran.page.inner_text("main")


def pay_with_card(gran: Visit) -> None:
    """On the card company's own page."""
    page = gran.page
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Expiry").fill("12 / 39")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Name on card").fill("Gran")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url(re.compile(r"/pay/[\w-]{43}/payments/\d+/$"))


@on_a_phone
def test_mallory_gets_nowhere(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice, visit(chrome, house.home, size) as mallory:
        sign_in(alice, "alice")
        alice.open("/household/")
        members = alice.page.locator("main a[href*='/household/members/']")
        addresses = {link.get_attribute("href") or "" for link in members.all()}
        ends = {
            form.get_attribute("action") or ""
            for form in alice.page.locator("main form[action*='/invitations/']").all()
        }
        assert addresses
        assert ends
        sign_in(mallory, "mallory")
        mallory.open("/household/")
        token = mallory.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        assert "Archer" not in mallory.page.inner_text("main")
        for address in addresses | ends | {"/accounts/switch/"}:
            answer = mallory.page.request.post(
                f"{house.home}{address}",
                form={"csrfmiddlewaretoken": token, "account": "401000006"},
                headers={"Referer": f"{house.home}/household/"},
            )
            assert answer.status == 404, address
        alice.open("/household/")
        assert alice.page.locator("main a[href*='/household/members/']").count() == members.count()
