"""A second step in a real browser, on a phone and a desktop: set up, asked for, passed, let off.

Each size has a person of its own. What a script adds is left out once: the same without any.
"""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hearthline.identity.totp import code_of, step_at
from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.journey.test_person import click, code_in, follow, newest_message, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
PEOPLE = {"phone": "bob", "desktop": "carol"}
APP = "/security/authenticator-app/"


class App:
    """An authenticator app that never shows the same code twice."""

    def __init__(self, secret: str) -> None:
        self.secret, self.last = secret, 0

    def code(self) -> str:
        now = step_at(datetime.now(tz=UTC))
        if self.last > now:
            # One ahead is the most that a clock may be wrong.
            time.sleep(30)
            return self.code()
        self.last = max(self.last + 1, now)
        return code_of(self.secret, self.last)


def look(guest: Visit, name: str) -> None:
    """Keep a picture where somebody wants to look (`LOOK=folder`)."""
    if folder := os.environ.get("LOOK"):
        width = guest.page.evaluate("innerWidth")
        guest.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@on_a_phone
def test_second_step(size: str, house: House, chrome: Any):
    name = PEOPLE[size]
    with visit(chrome, house.home, size) as person, visit(chrome, house.home, size) as other:
        sign_in(person, name)
        app, codes = set_up(person)
        with_the_app_and_a_trusted_browser(person, name, app)
        with_a_code_by_email(other, name)
        with_a_recovery_code_in_spanish(other, name, codes[0])
        take_back_trust(other)
        mallory_gets_nowhere(other, name)
        switch_off(person, name, app)


def set_up(person: Visit) -> tuple[App, list[str]]:
    page = person.page
    person.open("/security/")
    person.check()
    look(person, "security-before")
    follow(person, "Authenticator app")
    person.check()
    assert person.weighed() < MOST_BYTES
    look(person, "app-set-up")
    secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.inner_text("main"))
    assert secret
    app = App(secret[0].replace(" ", ""))
    page.get_by_label("Code from the app").fill("000000")
    click(person, "Confirm")
    assert "isn't right" in page.inner_text("main")
    person.check()
    page.get_by_label("Code from the app").fill(app.code())
    click(person, "Confirm")
    codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", page.inner_text("main"))
    assert len(codes) == 10
    person.check()
    look(person, "recovery-codes")
    follow(person, "I've saved them")
    assert "10 left" in page.inner_text("main")
    person.check()
    look(person, "security-with-app")
    return app, codes


def with_the_app_and_a_trusted_browser(person: Visit, name: str, app: App) -> None:
    page = person.page
    sign_out(person)
    sign_in(person, name)
    assert page.url.endswith("/sign-in/second-step/")
    person.check()
    assert person.weighed() < MOST_BYTES
    look(person, "second-step")
    person.open("/security/")
    assert "/sign-in/" in page.url, "half signed in opens nothing"
    person.open("/sign-in/second-step/")
    page.get_by_label("Code from your authenticator app").fill("123")
    click(person, "Continue")
    person.check()
    page.get_by_label("Code from your authenticator app").fill(app.code())
    page.get_by_label("Don't ask again").check()
    click(person, "Continue")
    person.open("/security/")
    assert "Browsers that aren't asked" in page.inner_text("main")
    person.check()
    sign_out(person)
    sign_in(person, name)
    assert "second-step" not in page.url
    person.open("/security/")


def with_a_code_by_email(other: Visit, name: str) -> None:
    page = other.page
    other.open("/sign-in/")
    follow(other, "Email me a code instead")
    other.check()
    look(other, "ask-for-code")
    page.get_by_label("Username or email address").fill(name)
    click(other, "Email me a code")
    other.check()
    look(other, "enter-code")
    page.get_by_label("Code").fill(code_in(newest_message(other, name, "Your code to sign in")))
    click(other, "Sign in")
    assert page.url.endswith("/sign-in/second-step/"), "a second factor is still asked for"
    assert "by email" not in page.inner_text("main")
    sign_in(other, name)
    follow(other, "Get a code by email")
    other.check()
    click(other, "Send the code")
    other.check()
    code = code_in(newest_message(other, name, "second step of signing in"))
    page.get_by_label("Code from our email").fill(code)
    click(other, "Continue")
    other.open("/security/")
    assert "Second step" in page.inner_text("main")
    sign_out(other)


def with_a_recovery_code_in_spanish(other: Visit, name: str, code: str) -> None:
    page = other.page
    other.context.add_cookies([{"name": "language", "value": "es", "url": other.home}])
    other.open("/sign-in/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("a-password-for-the-whole-demo")
    click(other, "Iniciar sesión")
    follow(other, "Usar un código de recuperación")
    other.check()
    look(other, "second-step-es")
    page.get_by_label("Código de recuperación").fill(code.lower())
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert "A recovery code" in newest_message(other, name, "recovery code of your")
    other.open("/security/")
    assert "9 left" in page.inner_text("main"), "signed in, pages speak the person's language"


def take_back_trust(other: Visit) -> None:
    with other.page.expect_navigation():
        other.page.get_by_role("button", name=re.compile("^Ask for the second step")).first.click()
    assert "Browsers that aren't asked" not in other.page.inner_text("main")
    other.check()
    sign_out(other)


def mallory_gets_nowhere(other: Visit, name: str) -> None:
    sign_in(other, name)
    for _ in range(11):
        other.page.get_by_label("Code from your authenticator app").fill("000 000")
        click(other, "Continue")
    assert "Too many tries" in other.page.inner_text("main")
    other.check()
    other.open("/")
    assert "/sign-in/" in other.page.url


def switch_off(person: Visit, name: str, app: App) -> None:
    del app
    person.open(APP)
    person.check()
    look(person, "app")
    follow(person, "Switch off")
    person.check()
    click(person, "Switch it off")
    assert "switched off" in person.page.inner_text("main")
    sign_out(person)
    sign_in(person, name)
    assert "second-step" not in person.page.url


def sign_out(guest: Visit) -> None:
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name="Sign out").first.click()


def test_without_any_script(house: House, chrome: Any):
    """Links and forms are enough."""
    with visit(chrome, house.home, "phone", java_script_enabled=False) as person:
        page = person.page
        person.open("/sign-in/code/")
        page.get_by_label("Username or email address").fill("mallory")
        click(person, "Email me a code")
        text = newest_message(person, "mallory", "Your code to sign in")
        page.get_by_label("Code").fill(code_in(text))
        click(person, "Sign in")
        person.open(APP)
        secret = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.inner_text("main"))
        assert secret
        page.get_by_label("Code from the app").fill(App(secret[0].replace(" ", "")).code())
        click(person, "Confirm")
        assert "Save them now" in page.inner_text("main")
        assert person.content_width() <= 390
