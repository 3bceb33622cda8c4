"""Something isn't working: alice finds out why, at phone and desktop size; mallory sees nothing."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
SLOW_MS = 60_000


def begin(guest: Visit, what: str) -> str:
    """Choose what is in trouble; returns the address of the diagnosis."""
    guest.open("/trouble/?choose=1")
    guest.check()
    guest.page.get_by_role("button", name=what).click()
    guest.page.wait_for_url(re.compile(r"/trouble/[\w-]{43}/$"))
    return guest.page.url.removeprefix(guest.home)


def steps(guest: Visit) -> list[str]:
    return guest.page.locator("#steps .event-title").all_inner_texts()


@on_a_phone
def test_alice_restarts_her_connection_and_it_works(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        page = alice.page
        place = begin(alice, "Internet")
        page.get_by_text("Which of these fits best?").wait_for(timeout=SLOW_MS)
        assert steps(alice)[::-1][:3] == [
            "Outages at your address",
            "Your account",
            "Your connection",
        ]
        focused = page.evaluate("document.activeElement.innerText")
        assert "Which of these fits best?" in focused, "a screen reader goes on from here"
        alice.check()
        page.get_by_role("button", name="It works, but it is slow").click()
        page.get_by_text("Beside the router").first.wait_for()

        # Closing the page and coming back goes on where it was.
        alice.open("/")
        alice.open("/trouble/")
        assert page.url == alice.home + place
        assert alice.weighed() < MOST_BYTES
        page.get_by_role("button", name="No, it is the same").click()
        page.get_by_text("Restart it now?").wait_for()
        alice.check()
        page.get_by_role("button", name="Yes, do that").click()
        page.get_by_text("Time left at most").wait_for()
        alice.check()
        page.get_by_text("Your connection has restarted. Does it work now?").wait_for(
            timeout=SLOW_MS
        )
        page.get_by_role("button", name="Yes, it works").click()
        page.get_by_text("Good, it works again").wait_for()
        alice.check()
        assert steps(alice)[0] == "Trying it out"


@on_a_phone
def test_what_is_not_solved_reaches_a_person_with_every_result(
    size: str, house: House, chrome: Any
):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        page = alice.page
        place = begin(alice, "TV")
        page.get_by_text("Hand it to a person").wait_for(timeout=SLOW_MS)
        alice.check()
        found = steps(alice)
        page.get_by_role("button", name="Hand it to a person").click()
        page.get_by_text(re.compile(r"Ticket \d+ is with our people")).wait_for()
        alice.check()
        page.get_by_role("link", name="See the ticket").click()
        page.wait_for_url(re.compile(r"/tickets/\d+/$"))
        text = page.inner_text("main")
        for title in found:
            assert title in text
        alice.check()
        number = page.url.rstrip("/").rpartition("/")[2]
    with visit(chrome, house.home, size) as sam:
        sign_in(sam, "sam")
        sam.open(f"/console/tickets/{number}/")
        text = sam.page.inner_text("main")
        for title in found:
            assert title in text
        account = sam.page.locator("a[href*='/console/accounts/']").first.get_attribute("href")
        assert account
        sam.open(f"/console/accounts/{account.split('/')[3]}/diagnoses/")
        sam.check()
        sam.page.locator(f"a[href*='{place.split('/')[2]}']").click()
        text = sam.page.inner_text("main")
        for title in found:
            assert title in text
        sam.check()
        for kind in ("internet", "tv", "phone"):
            sam.open(f"/console/flows/?kind={kind}")
            sam.check()
            assert sam.weighed() < MOST_BYTES


def test_in_spanish_without_scripts(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", locale="es", java_script_enabled=False) as alice:
        sign_in(alice, "alice")
        page = alice.page
        alice.open("/trouble/?choose=1")
        page.get_by_role("button", name="Español").first.click()
        page.wait_for_load_state()
        page.get_by_role("button", name="Teléfono").click()
        page.get_by_role("button", name="Continuar").click()
        page.wait_for_load_state()
        text = page.inner_text("main")
        assert "No se conoce ninguna interrupción en su dirección." in text
        page.get_by_role("button", name="Pasarlo a una persona").click()
        page.wait_for_load_state()
        assert re.search(r"Nuestro personal tiene la solicitud \d+", page.inner_text("main"))


@on_a_phone
def test_mallory_and_carol(size: str, house: House, chrome: Any):
    """mallory finds none of alice's; carol, who only looks, can't begin one."""
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        alice.open("/trouble/?choose=1")
        hers = alice.page.locator("main a[href*='/trouble/']").first.get_attribute("href")
        assert hers
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        for address in (hers, f"/trouble/{'n' * 43}/"):
            assert mallory.context.request.get(mallory.home + address).status == 404
            for part in ("step/", "answer/", "ticket/", "leave/"):
                token = mallory.context.request.get(f"{mallory.home}/trouble/?choose=1").text()
                form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', token)
                assert form
                answer = mallory.context.request.post(
                    mallory.home + address + part, form={"csrfmiddlewaretoken": form[1]}
                )
                assert answer.status == 404
    with visit(chrome, house.home, size) as carol:
        sign_in(carol, "carol")
        carol.open("/trouble/")
        assert "You may look at this account" in carol.page.inner_text("main")
        assert carol.page.locator("main form button").count() == 0
        carol.check()


def test_a_lost_connection_is_said_and_got_over(house: House, chrome: Any):
    with visit(chrome, house.home, "phone") as bob:
        sign_in(bob, "bob")
        page = bob.page
        begin(bob, "Phone")
        page.get_by_role("button", name="Hand it to a person").wait_for(timeout=SLOW_MS)
        question = page.locator("#now h2").inner_text()
        bob.context.set_offline(True)
        page.locator("#now form button[name=answer]").first.click()
        page.get_by_text("No answer just now").wait_for()
        assert page.locator("#now h2").inner_text() == question, "nothing is lost"
        bob.context.set_offline(False)
        page.locator("#now form button[name=answer]").first.click()
        page.wait_for_function(
            "was => document.querySelector('#now h2')?.innerText !== was", arg=question
        )
        expect(page.get_by_text("No answer just now")).to_be_hidden()
