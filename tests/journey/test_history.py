"""What happened to a sign-in, and how its person gets it back, in a real browser.

Each size has a person of its own, so that one leaves the other's sign-in alone.
"""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, both_sizes, on_a_phone, visit
from tests.house import PASSWORD, House
from tests.journey.test_person import (
    NEW_PASSWORD,
    click,
    code_in,
    follow,
    newest_message,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]


def come_back(guest: Visit, name: str) -> None:
    guest.check()
    text = newest_message(guest, f"{name}@mail.example", "choose a new password")
    guest.page.get_by_label("Code").fill(code_in(text))
    guest.page.get_by_label("New password").fill(NEW_PASSWORD)
    click(guest, "Change the password")
    assert guest.page.url == f"{guest.home}/sign-in/"
    sign_in(guest, name, NEW_PASSWORD)
    assert guest.page.url == f"{guest.home}/"


@on_a_phone
def test_reading_what_happened(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as bob:
        sign_in(bob, "bob")
        bob.open("/security/")
        bob.check()
        assert bob.weighed() < MOST_BYTES
        follow(bob, "All activity")
        bob.check()
        assert bob.weighed() < MOST_BYTES
        text = bob.page.inner_text("main")
        assert "A member of our staff (Sam) looked" in text or "(sam) looked" in text
        bob.page.get_by_text("Choose what to see").click()
        bob.page.get_by_label("What").select_option("sign_ins")
        click(bob, "Show")
        assert "looked" not in bob.page.inner_text(".timeline")
        bob.check()
        bob.context.add_cookies([{"name": "language", "value": "es", "url": house.home}])
        bob.open("/security/activity/")
        assert "Actividad" in bob.page.inner_text("h1")
        bob.check()


@both_sizes
def test_this_was_not_me(size: str, house: House, chrome: Any):
    """With and without JavaScript; the thief's browser is out at once."""
    name = {"phone": "carol", "desktop": "mallory"}[size]
    more = {"java_script_enabled": size == "desktop"}
    with visit(chrome, house.home, size, **more) as person, visit(chrome, house.home) as thief:
        sign_in(person, name)
        sign_in(thief, name)
        person.open("/security/")
        follow(person, "This wasn't me")
        if size == "desktop":
            person.check()
        click(person, "Shut everybody out")
        thief.open("/settings/")
        assert "/sign-in/" in thief.page.url
        sign_in(thief, name)
        assert "/sign-in/" in thief.page.url, "the old password opens nothing"
        text = newest_message(person, f"{name}@mail.example", "choose a new password")
        person.page.get_by_label("Code").fill(code_in(text))
        person.page.get_by_label("New password").fill(NEW_PASSWORD)
        click(person, "Change the password")
        sign_in(person, name, NEW_PASSWORD)
        assert person.page.url == f"{house.home}/"


def test_the_old_address_takes_a_change_back(house: House, chrome: Any):
    """alice's thief changes her address and her account's; she undoes it from the message."""
    with visit(chrome, house.home, "phone") as thief, visit(chrome, house.home, "phone") as alice:
        sign_in(thief, "alice")
        thief.open("/settings/email/")
        thief.page.get_by_label("New email address").fill("thief@new.example")
        click(thief, "Send the code")
        told = newest_message(thief, "thief@new.example", "confirm this email")
        thief.page.get_by_label("Code").fill(code_in(told))
        thief.page.get_by_label("as its contact of record").check()
        thief.check()
        click(thief, "Change it")
        assert "thief@new.example" in thief.page.inner_text("main")
        thief.open("/settings/contact/")
        thief.check()
        assert "Counts as proof from" in thief.page.inner_text("main")
        text = newest_message(alice, "alice@mail.example", r"/security/undo/\?link=")
        assert "thief@new.example" not in text
        link = re.search(r"/security/undo/\?link=\S+", text)
        assert link
        alice.open(link[0])
        alice.check()
        click(alice, "Undo the change")
        come_back(alice, "alice")
        alice.open("/settings/")
        assert "alice@mail.example" in alice.page.inner_text("main")
        thief.open("/settings/")
        assert "/sign-in/" in thief.page.url
        alice.open(link[0])
        assert "no longer works" in alice.page.inner_text("h1")
        alice.complaints.clear()  # the browser calls an answer of 410 an error
        alice.check()


@on_a_phone
def test_mallory_reads_and_undoes_nothing(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        if "/sign-in/" in mallory.page.url:  # another journey has changed it meanwhile
            sign_in(mallory, "mallory", NEW_PASSWORD)
        mallory.open("/security/activity/?kind=looks")
        assert "Nothing fits" in mallory.page.inner_text("main")
        for address in ("/security/undo/?link=x", "/security/not-me/?link=1:2"):
            mallory.open(address)
            assert "no longer works" in mallory.page.inner_text("h1")
        assert PASSWORD not in mallory.page.content()
