"""Passkeys in a real browser with a virtual authenticator, at phone and desktop size."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import PASSWORD, House
from tests.journey.test_person import click, follow, newest_message, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
PEOPLE = {"phone": "alice", "desktop": "bob"}


class Device:
    """A virtual authenticator in somebody's browser (Chromium's own, by its debugging protocol)."""

    def __init__(self, guest: Visit) -> None:
        self.devtools = guest.context.new_cdp_session(guest.page)
        self.devtools.send("WebAuthn.enable", {"enableUI": False})
        self.id = self.devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "ctap2Version": "ctap2_1",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def keys(self) -> list[dict[str, Any]]:
        found = self.devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def put(self, key: dict[str, Any], **changed: Any) -> None:
        self.devtools.send(
            "WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key | changed}
        )

    def verifies(self, *, is_so: bool) -> None:
        self.devtools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_so}
        )

    def answers(self, *, is_so: bool) -> None:
        self.devtools.send(
            "WebAuthn.setAutomaticPresenceSimulation",
            {"authenticatorId": self.id, "enabled": is_so},
        )


@on_a_phone
def test_a_life_with_passkeys(size: str, house: House, chrome: Any):
    name = PEOPLE[size]
    with visit(chrome, house.home, size) as person, visit(chrome, house.home, size) as other:
        device = Device(person)
        sign_in(person, name)
        add_the_first(person, device, name)
        prove_by_passkey(person)
        sign_in_again(person, device)
        live_without_a_password(person, name)
        a_copy_is_refused(person, other, device, name)


def add_the_first(person: Visit, device: Device, name: str) -> None:
    """Offered on the overview; one press, and the device's own dialog."""
    page = person.page
    page.get_by_role("link", name="Add a passkey").wait_for()
    person.check()
    assert person.weighed() < MOST_BYTES
    page.get_by_role("link", name="Add a passkey").click()
    page.wait_for_url("**/security/passkeys/")
    page.get_by_role("button", name="Add a passkey").wait_for()
    person.check()
    assert person.weighed() < MOST_BYTES
    click(person, "Add a passkey")
    assert "was added" in page.inner_text("main")
    assert len(device.keys()) == 1
    assert page.locator("main code").count() == 10, "recovery codes, this once"
    person.check()
    follow(person, "I've saved them")
    person.open("/security/passkeys/")
    newest_message(person, f"{name}@", "A passkey was added")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("This device has a passkey of yours already.").wait_for()
    person.check()
    page.locator("main").get_by_role("link", name=re.compile("Chrome|Passkey")).first.click()
    page.get_by_label("Name").fill("My blue phone")
    person.check()
    click(person, "Rename")
    assert "My blue phone" in page.inner_text("main")
    person.open("/")
    expect(page.get_by_role("link", name="Add a passkey")).to_be_hidden()


def prove_by_passkey(person: Visit) -> None:
    person.open("/security/confirm/?next=/settings/email/")
    button = person.page.get_by_role("button", name="Continue with a passkey")
    button.wait_for()
    person.check()
    assert person.weighed() < MOST_BYTES
    click(person, "Continue with a passkey")
    person.page.wait_for_url("**/settings/email/")


def sign_in_again(person: Visit, device: Device) -> None:
    """By the button; and by what the browser offers in the username field."""
    page = person.page
    sign_out_quietly(person, device)
    person.open("/sign-in/?next=/bills/")
    page.get_by_role("button", name="Sign in with a passkey").wait_for(timeout=45_000)
    person.check()
    device.answers(is_so=True)
    with page.expect_navigation(url="**/bills/"):
        page.get_by_role("button", name="Sign in with a passkey").click()
    sign_out(person)
    # With the device ready, the question that hangs at the username field is answered at once.
    page.wait_for_url(f"{person.home}/")
    sign_out_quietly(person, device)
    device.verifies(is_so=False)
    device.answers(is_so=True)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.locator("[data-passkey-error]").wait_for()
    assert "/sign-in/" in page.url, "the device must know its person"
    person.check()
    device.verifies(is_so=True)
    person.open("/sign-in/")
    page.wait_for_url(f"{person.home}/")


def sign_out(person: Visit) -> None:
    person.page.locator("form.sign-out button").click()


def sign_out_quietly(person: Visit, device: Device) -> None:
    """Out, without the device answering at once what the sign-in page asks."""
    device.answers(is_so=False)
    with person.page.expect_navigation():
        sign_out(person)


def live_without_a_password(person: Visit, name: str) -> None:
    page = person.page
    person.open("/security/passkeys/")
    follow(person, "Remove your password")
    person.check()
    click(person, "Remove the password")
    assert "was removed" in page.inner_text("main")
    person.check()
    newest_message(person, f"{name}@", "password of your .* sign-in was removed")
    person.open("/security/passkeys/")
    follow(person, "My blue phone", exact=False)
    follow(person, "Remove this passkey")
    assert "your last way in" in page.inner_text("main")
    person.check()
    person.open("/security/password/")
    person.check()
    page.get_by_label("New password").fill(PASSWORD)
    click(person, "Choose this password")
    assert "You have a password now" in page.inner_text("main")


def a_copy_is_refused(person: Visit, other: Visit, device: Device, name: str) -> None:
    """Somebody has copied the key out of the device at an earlier time."""
    (key,) = device.keys()
    assert key["signCount"] > 1
    thief = Device(other)
    thief.answers(is_so=False)
    thief.put(key, signCount=0)
    other.open("/sign-in/")
    button = other.page.get_by_role("button", name="Sign in with a passkey")
    button.wait_for()
    thief.answers(is_so=True)
    with other.page.expect_navigation():
        other.open("/sign-in/")
        other.page.wait_for_timeout(100)
    other.page.get_by_text("a copy of it seems to exist").wait_for()
    newest_message(person, f"{name}@", "a copy of it exists")
    person.open("/settings/")
    person.page.wait_for_url("**/sign-in/**")
    person.page.get_by_text("a copy of it seems to exist").wait_for()
    assert "/sign-in/" in person.page.url, "the one that was copied opens nothing any more, either"
