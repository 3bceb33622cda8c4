"""A connection in a real browser, at phone and desktop size: is it on, and a restart that works."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, on_a_phone, visit
from tests.house import House
from tests.looks import answer_why
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


def _connection_of(house: House, chrome: Any, who: str) -> str:
    with visit(chrome, house.home, "desktop") as guest:
        sign_in(guest, who)
        guest.open("/connection/")
        return str(guest.page.url.removeprefix(guest.home))


@on_a_phone
def test_alice_sees_her_connection_and_restarts_it(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        page = alice.page
        sign_in(alice, "alice")
        alice.open("/connection/")
        assert page.get_by_role("heading", level=1).inner_text() == "Your connection is on"
        text = page.inner_text("main")
        assert "600 Mbps down, 300 Mbps up" in text
        assert re.search(r"Online for [\d.]+% of the time", text)
        assert re.search(r"[\d.]+ GB of 1\.5 TB", text)
        alice.check()
        assert alice.weighed() < MOST_BYTES
        page.get_by_text("Data by day as a table").click()
        expect(page.get_by_role("columnheader", name="Received")).to_be_visible()
        page.get_by_text("Drops as a table").click()
        alice.check()

        page.get_by_role("link", name="Restart the connection").click()
        assert "You are offline for up to a minute." in page.inner_text("main")
        alice.check()
        page.get_by_role("button", name="Restart now").click()
        page.wait_for_url(re.compile(r"/connection/restarts/\d+/$"))
        alice.check()
        # Nobody reloads: the page asks by itself.
        page.get_by_text("Your router is back").wait_for(timeout=20_000)
        alice.check()
        page.get_by_role("link", name="See your connection").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Your connection is on"


@on_a_phone
def test_mallory_sees_hers_only(size: str, house: House, chrome: Any):
    hers = _connection_of(house, chrome, "alice")
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        mallory.open("/connection/")
        page = mallory.page
        assert page.get_by_role("heading", level=1).inner_text() == "Your connection is off"
        mallory.check()
        for address in (hers, f"{hers}restart/", "/connection/restarts/1/"):
            answer = mallory.context.request.get(mallory.home + address)
            assert answer.status == 404, address


@on_a_phone
def test_carol_looks_and_changes_nothing(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as carol:
        sign_in(carol, "carol")
        carol.open("/connection/")
        page = carol.page
        assert page.get_by_role("link", name="Restart the connection").count() == 0
        page.goto(f"{page.url}restart/")
        assert page.get_by_role("button", name="Restart now").count() == 0
        assert "You can look at this connection only" in page.inner_text("main")
        carol.check()


def test_it_works_without_scripts(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", java_script_enabled=False) as alice:
        sign_in(alice, "alice")
        alice.open("/connection/")
        page = alice.page
        page.get_by_role("link", name="Restart the connection").click()
        page.get_by_role("button", name="Restart now").click()
        page.wait_for_url(re.compile(r"/connection/restarts/\d+/$"))
        for _ in range(15):
            if "Your router is back" in page.inner_text("main"):
                break
            page.wait_for_timeout(1000)
            page.get_by_role("link", name="Look again").click()
        assert "Your router is back" in page.inner_text("main")


@on_a_phone
def test_sam_sees_the_same_and_more(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as sam:
        sign_in(sam, "sam")
        sam.open("/console/?q=Alice Archer")
        page = sam.page
        page.get_by_role("link", name="Alice Archer").first.click()
        answer_why(page)
        page.get_by_role("link", name="Connection", exact=True).click()
        text = page.inner_text("main")
        assert "ont-00000012" in text
        assert "Mapleton" in text
        assert "Sessions of the last 7 days" in text
        sam.check()
        assert sam.weighed() < MOST_BYTES
