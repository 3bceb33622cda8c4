"""Passwords, shared devices, help with signing in and true messages, in a real browser.

Each size has people of its own, so that one leaves the other's passwords alone.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import PASSWORD, House
from tests.journey.test_person import click, code_in, follow, newest_message, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
PEOPLE = {"phone": "bob", "desktop": "carol"}
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")


def caps_lock(guest: Visit, *, is_on: bool) -> None:
    """A key pressed while Caps Lock is on, which Chromium without a keyboard can't have."""
    guest.page.evaluate(
        """is_on => {
            const how = {key: 'a', bubbles: true, modifierCapsLock: is_on};
            const event = new KeyboardEvent('keyup', how);
            (document.activeElement || document.body).dispatchEvent(event);
        }""",
        is_on,
    )


# -- A new password --------------------------------------------------------------------------------


@on_a_phone
def test_choose_a_password(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as person:
        sign_in(person, PEOPLE[size])
        person.open("/security/password/")
        page = person.page
        sent: list[str] = []

        def note(request: Any) -> None:
            sent.append(request.url)

        field = page.get_by_label("New password", exact=True)
        page.on("request", note)
        assert page.locator("[data-strength]").is_hidden()
        field.press_sequentially("walnut")
        meter = page.locator(".meter-text")
        assert re.fullmatch(r"(very )?weak, 6 of 15 characters", meter.inner_text())
        person.check()
        field.fill("")
        field.press_sequentially("walnut river copper stamp")
        assert meter.inner_text() in {"good", "strong"}
        caps_lock(person, is_on=True)
        assert "Caps Lock is on" in page.inner_text("main")
        person.check()
        caps_lock(person, is_on=False)
        assert "Caps Lock is on" not in page.inner_text("main")
        asked = [address for address in sent if "/static/" not in address]
        assert not asked, "nothing is sent while one types"
        refused(person)
        suggested(person)
        person.open("/security/password/")
        assert person.weighed() < MOST_BYTES


def refused(person: Visit) -> None:
    """It comes back with how strong it was, and without the password."""
    page = person.page
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("correct horse battery staple")
    click(person, "Change the password")
    text = page.inner_text("main")
    assert "list of stolen ones" in text
    expect(page.locator("[data-strength]")).to_be_visible()
    assert page.get_by_label("New password", exact=True).input_value() == ""
    person.check()


def suggested(person: Visit) -> None:
    page = person.page
    page.get_by_label("Current password").fill(PASSWORD)
    with page.expect_response("**/security/password/") as waiting:
        page.get_by_role("button", name="Suggest a password").click()
    assert PASSWORD not in (waiting.value.request.post_data or ""), "only the token goes"
    page.get_by_text("A suggestion").wait_for()
    phrase = page.locator("#new-password strong").inner_text()
    assert len(phrase.split("-")) == 5
    assert page.get_by_label("New password", exact=True).input_value() == phrase
    assert page.get_by_label("Current password").input_value() == PASSWORD, "what was typed stays"
    assert phrase not in page.url
    person.check()
    click(person, "Change the password")
    assert "was changed" in page.inner_text("main")


@on_a_phone
def test_without_javascript(size: str, house: House, chrome: Any):
    """The suggestion comes with the page, and Enter in a field is still the form's own button."""
    with visit(chrome, house.home, size, java_script_enabled=False) as person:
        sign_in(person, "alice")
        person.open("/security/password/")
        page = person.page
        click(person, "Suggest a password")
        phrase = page.locator("#new-password strong").inner_text()
        assert page.get_by_label("New password", exact=True).input_value() == phrase
        page.get_by_label("Current password").fill("wrong one")
        with page.expect_navigation():
            page.get_by_label("Current password").press("Enter")
        assert "That isn't your password" in page.inner_text("main")
        assert person.content_width() <= (390 if size == "phone" else 1280)


# -- A shared device -------------------------------------------------------------------------------


@on_a_phone
def test_a_shared_device_keeps_nothing(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size, service_workers="allow") as person:
        page = person.page
        person.open("/sign-in/")
        person.check()
        page.locator("input[name=login]").fill("alice")
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_label("This is a shared device").check()
        click(person, "Sign in")
        cookies = {cookie["name"]: cookie for cookie in person.context.cookies()}
        assert cookies["session"]["expires"] == -1, "it ends with the browser"
        assert not any("browser" in name for name in cookies)
        shown = page.inner_text("main")
        person.open("/messages/")
        with page.expect_navigation():
            page.get_by_role("button", name="Sign out").click()
        assert page.url == f"{house.home}/sign-in/"
        assert "language" not in {cookie["name"] for cookie in person.context.cookies()}
        for _ in range(3):
            page.go_back()
            page.wait_for_load_state()
            text = page.inner_text("body")
            assert "Sign out" not in text
            assert shown[:40] not in text
        kept = page.evaluate("({...localStorage, ...sessionStorage})")
        assert kept in ({}, {"htmx-current-path-for-history": "/sign-in/"}), "where it is now"
        assert person.complaints == []


@pytest.mark.parametrize(
    "address", ["/", "/bills/", "/nothing-here/", "/messages/check/", "/help/"]
)
def test_one_tap_from_everywhere(address: str, house: House, chrome: Any):
    with visit(chrome, house.home, "phone") as person:
        sign_in(person, "alice")
        person.complaints.clear()
        person.open(address)
        with person.page.expect_navigation():
            person.page.get_by_role("button", name="Sign out").click()
        assert person.page.url == f"{house.home}/sign-in/"
        person.open("/bills/")
        assert "/sign-in/" in person.page.url


# -- Help ------------------------------------------------------------------------------------------


@on_a_phone
def test_help_sees_what_it_can(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as guest:
        page = guest.page
        guest.open("/sign-in/")
        page.get_by_text("Can't sign in?", exact=True).click()
        follow(guest, "Find out what is wrong, and what to do")
        assert page.url.startswith(f"{house.home}/sign-in/help/")
        guest.check()
        assert guest.weighed() < MOST_BYTES
        expect(page.locator("[data-finding=clock-right]")).to_be_visible()
        expect(page.locator("[data-finding=script]")).to_be_visible()
        guest.context.set_offline(True)
        page.get_by_role("heading", name="You have no connection right now").wait_for()
        guest.context.set_offline(False)
        page.get_by_role("heading", name="You have no connection right now").wait_for(
            state="hidden"
        )
        caps_lock(guest, is_on=True)
        page.get_by_role("heading", name="Caps Lock is on").wait_for()
        guest.check()
        page.get_by_text("My password is right, and it's refused", exact=True).click()
        guest.check()
        guest.context.add_cookies([{"name": "language", "value": "es", "url": house.home}])
        guest.open("/sign-in/help/")
        assert "Ayuda para iniciar sesión" in page.inner_text("main")
        guest.check()


def test_help_knows_a_wrong_clock(house: House, chrome: Any):
    with visit(chrome, house.home, "phone") as guest:
        guest.page.clock.install(time=datetime.now(tz=UTC) - timedelta(minutes=7))
        guest.open("/sign-in/help/")
        guest.page.get_by_role("heading", name="Your device's clock is wrong").wait_for()
        assert "7 minutes slow" in guest.page.inner_text("main")


def test_help_without_javascript_and_cookies(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", java_script_enabled=False) as guest:
        guest.open("/sign-in/help/")
        text = guest.page.inner_text("main")
        assert "a passkey needs it" in text
        assert "Your browser refuses cookies" not in text
        guest.context.clear_cookies()
        guest.page.route(
            "**/*", lambda route: route.continue_(headers={**route.request.headers, "cookie": ""})
        )
        guest.open("/sign-in/help/?checked=1")
        assert "Your browser refuses cookies" in guest.page.inner_text("main")


# -- Is this message really from us? ---------------------------------------------------------------


@on_a_phone
def test_true_and_false_messages(size: str, house: House, chrome: Any):
    """alice asks for her username, checks the message; mallory has alice's code and is warned."""
    with visit(chrome, house.home, size) as alice, visit(chrome, house.home, size) as mallory:
        alice.open("/recover/username/")
        alice.page.get_by_label("Email address").fill("alice@mail.example")
        click(alice, "Send my username")
        found = CODE.search(newest_message(alice, "alice", "Your username is"))
        assert found
        alice.open("/messages/check/")
        assert "/sign-in/" in alice.page.url, "signed in first"
        alice.page.locator("input[name=login]").fill("alice")
        alice.page.locator("input[name=password]").fill(PASSWORD)
        click(alice, "Sign in")
        assert alice.page.url == f"{house.home}/messages/check/"
        alice.check()
        assert alice.weighed() < MOST_BYTES
        alice.page.get_by_label("Code of the message").fill(found[0].lower().replace("-", " "))
        click(alice, "Check it")
        text = alice.page.inner_text("main")
        assert "Yes, this is from us" in text
        assert "a•••@m•••.example" in text
        assert "Your username is" in text
        alice.check()
        follow(alice, "How to spot a false message")
        alice.check()
        warn(mallory, found[0])


def warn(mallory: Visit, code: str) -> None:
    sign_in(mallory, "mallory")
    for typed in (code, "0000-0000", "nonsense"):
        mallory.open("/messages/check/")
        mallory.page.get_by_label("Code of the message").fill(typed)
        click(mallory, "Check it")
        text = mallory.page.inner_text("main")
        assert "We sent you no message with this code" in text
        assert "Call us at" in text
        mallory.check()


def test_a_message_with_a_code_shows_no_code(house: House, chrome: Any):
    with visit(chrome, house.home, "phone") as sam:
        sam.open("/recover/password/")
        sam.page.get_by_label("Username or email address").fill("alice")
        click(sam, "Send the code")
        text = newest_message(sam, "alice", "choose a new password")
        secret, code = code_in(text), CODE.search(text)
        assert code
        sign_in(sam, "alice")
        sam.open("/messages/check/")
        sam.page.get_by_label("Code of the message").fill(code[0])
        click(sam, "Check it")
        shown = sam.page.inner_text("main")
        assert "Yes, this is from us" in shown
        assert secret not in shown
        assert "one use" in shown
