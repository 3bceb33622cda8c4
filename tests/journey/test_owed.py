"""Paying in parts and disputing a line, in a real browser: alice, and staff who see both."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.looks import answer_why
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


@on_a_phone
def test_pay_in_parts(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        _propose_and_agree(alice)
        _how_it_stands(alice)
    with visit(chrome, house.home, size) as sam:
        sign_in(sam, "sam")
        _staff_end_it(sam)


@on_a_phone
def test_dispute_a_line(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        number = _dispute(alice)
        with visit(chrome, house.home, size) as sam:
            sign_in(sam, "sam")
            _staff_give_it_back(sam, number)
        alice.open(f"/tickets/{number}/")
        expect(alice.page.get_by_text("Given back").first).to_be_visible()
        alice.check()


def _propose_and_agree(alice: Visit) -> None:
    page = alice.page
    alice.open("/")
    page.get_by_role("link", name="Pay later or in parts").click()
    alice.check()
    assert alice.weighed() < MOST_BYTES
    page.get_by_label("In 2 parts").check()
    page.get_by_role("button", name="See what it comes to").click()
    expect(page.get_by_role("heading", name="If a part is missed")).to_be_visible()
    alice.check()
    assert page.locator("main tbody tr").count() == 2
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("heading", name="Your arrangement", level=1)).to_be_visible()


def _how_it_stands(alice: Visit) -> None:
    page = alice.page
    alice.check()
    assert alice.weighed() < MOST_BYTES
    part = page.locator(".amount").first.inner_text()
    alice.open("/")
    expect(page.get_by_text("Next part of your arrangement")).to_be_visible()
    alice.check()
    page.get_by_role("link", name="Pay this part").click()
    amount = re.search(r"\$\d+\.\d\d", part)
    assert amount
    asked = page.get_by_label(f"What your arrangement asks for: {amount[0]}")
    expect(asked).to_be_checked()
    alice.check()


def _staff_end_it(sam: Visit) -> None:
    page = sam.page
    sam.open("/console/?q=alice")
    page.locator("main a[href^='/console/accounts/']").first.click()
    answer_why(page)
    page.get_by_role("link", name="Pay later or in parts").click()
    sam.check()
    page.get_by_role("button", name="End the arrangement").click()
    expect(page.get_by_role("heading", name="Make one")).to_be_visible()
    sam.check()


def _dispute(alice: Visit) -> str:
    page = alice.page
    alice.open("/bills/")
    page.locator("main a.item-title").first.click()
    page.get_by_text("Choose the line").click()
    alice.check()
    page.locator("details a.item-title").first.click()
    alice.check()
    page.get_by_label("What is wrong with it?").fill("We were away all month.")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="The line it is about")).to_be_visible()
    alice.check()
    return page.url.rstrip("/").rsplit("/", 1)[1]


def _staff_give_it_back(sam: Visit, number: str) -> None:
    page = sam.page
    sam.open("/console/disputes/")
    sam.check()
    page.locator(f"main a[href$='/{number}/']").click()
    sam.check()
    page.get_by_label("Give it back").check()
    page.get_by_label("Why").fill("You are right: the line was down.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("It is decided")).to_be_visible()
