"""A phone line changed by who may and looked at by who may; staff clear the work queue.

In a real browser over the whole house, with its TV system, telephone system and queue.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, at_a_desk, on_a_phone, visit
from tests.house import House
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


def _save(guest: Visit) -> None:
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name="Save", exact=True).click()


@on_a_phone
def test_alice_forwards_her_calls(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        page = alice.page
        sign_in(alice, "alice")
        alice.open("/phone/")
        address = page.url.removeprefix(house.home)
        assert re.fullmatch(r"/phone/\d+/", address)
        alice.check()
        assert alice.weighed() < MOST_BYTES

        page.locator("input[name=forwarding][value=always]").check()
        page.get_by_label("Number that gets the calls").fill("911")
        _save(alice)
        refusal = page.get_by_text("Calls can't be forwarded to an emergency number.")
        expect(refusal.first).to_be_visible()
        assert page.get_by_label("Number that gets the calls").input_value() == "911"
        alice.check()

        other = "217 555 0123" if size == "phone" else "217 555 0124"
        page.get_by_label("Number that gets the calls").fill(other)
        _save(alice)
        # Without reloading: the page asks until the telephone system has it.
        page.get_by_text("In effect").wait_for()
        assert page.get_by_label("Number that gets the calls").input_value().endswith(other[-4:])
        alice.check()

        with visit(chrome, house.home, size) as mallory:
            sign_in(mallory, "mallory")
            for place in (address, f"{address}state/"):
                answer = mallory.page.goto(house.home + place)
                assert answer is not None
                assert answer.status == 404
            assert "555" not in mallory.page.inner_text("main")
            mallory.open("/phone/")
            assert address not in mallory.page.content()
        with visit(chrome, house.home, size) as carol:
            sign_in(carol, "carol")
            carol.open(address)
            assert "Always" in carol.page.inner_text("main")
            assert carol.page.get_by_role("button", name="Save", exact=True).count() == 0
            carol.check()

        page.locator("input[name=forwarding][value=off]").check()
        _save(alice)
        page.get_by_text("In effect").wait_for()


def test_without_javascript_a_link_looks_again(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", java_script_enabled=False) as bob:
        sign_in(bob, "bob")
        bob.open("/phone/")
        box = bob.page.get_by_label("Voicemail", exact=False).first
        was_on = box.is_checked()
        box.set_checked(not was_on)
        _save(bob)
        for _ in range(40):
            if bob.page.get_by_text("In effect").count():
                break
            if (again := bob.page.get_by_role("link", name="Look again")).count():
                again.click()
            bob.page.wait_for_timeout(250)
        expect(bob.page.get_by_text("In effect")).to_be_visible()
        assert bob.page.get_by_label("Voicemail", exact=False).first.is_checked() is not was_on


@at_a_desk
def test_sam_clears_the_work_queue(size: str, house: House, chrome: Any):
    """At the first size the oldest step is closed by hand, at the second one is tried again."""
    with visit(chrome, house.home, size) as sam:
        page = sam.page
        sign_in(sam, "sam")
        sam.open("/console/work/")
        sam.check()
        assert sam.weighed() < MOST_BYTES
        steps = page.locator("main a.item-title")
        before = steps.count()
        assert before >= 1, "the demo has something to do"
        steps.first.click()
        sam.check()
        address = page.url.removeprefix(house.home)
        if size == "phone":
            page.get_by_label("I have done it by hand").check()
            _save(sam)
            expect(page.get_by_text("Write what you did").first).to_be_visible()
            page.get_by_label("What you did").fill("Typed it into their screen.")
        else:
            page.get_by_label("Try again").check()
        _save(sam)
        assert page.locator("main a.item-title").count() == before - 1
        sam.open(address)
        if size == "phone":
            assert "Typed it into their screen." in page.inner_text("main")
        sam.check()
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        for place in ("/console/work/", address):
            answer = mallory.page.goto(house.home + place)
            assert answer is not None
            assert answer.status == 403
