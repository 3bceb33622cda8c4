"""Who somebody is, in a real browser at phone and desktop size: settings, security, recovery.

Each size has a person of its own, so that one leaves the other's passwords alone.
"""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import PASSWORD, House

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
NEW_PASSWORD = "four-walnuts-in-a-drawer"
PEOPLE = {"phone": "bob", "desktop": "carol"}


def sign_in(guest: Visit, login: str, password: str = PASSWORD) -> None:
    guest.open("/sign-in/")
    guest.page.locator("input[name=login]").fill(login)
    guest.page.locator("input[name=password]").fill(password)
    click(guest, "Sign in")


def click(guest: Visit, name: str) -> None:
    with guest.page.expect_navigation():
        guest.page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(guest: Visit, name: str, **more: Any) -> None:
    with guest.page.expect_navigation():
        guest.page.locator("main").get_by_role("link", name=name, **more).first.click()


def newest_message(guest: Visit, recipient: str, about: str) -> str:
    """The newest message to somebody about something; the queue may take a moment."""
    page = guest.context.new_page()
    try:
        for _ in range(160):
            page.goto(f"{guest.home}/demo/inbox/?to={recipient}")
            text = page.inner_text("main")
            if re.search(about, text):
                return text
            page.wait_for_timeout(250)
    finally:
        page.close()
    pytest.fail(f"no message to {recipient} about {about}")


def code_in(text: str) -> str:
    found = re.search(r"\b\d{4} \d{4}\b", text)
    assert found, text
    return found[0]


@on_a_phone
def test_settings_and_security(size: str, house: House, chrome: Any):
    name = PEOPLE[size]
    with visit(chrome, house.home, size) as person, visit(chrome, house.home, "phone") as other:
        sign_in(person, name)
        sign_in(other, name)
        person.page.get_by_role("link", name="Settings").first.click()
        person.page.wait_for_url(f"{house.home}/settings/")
        person.check()
        assert person.weighed() < MOST_BYTES
        change_name_and_language(person)
        change_email(person, name, size)
        change_phone(person, "217 555 0147" if size == "phone" else "217 555 0148")
        end_the_other(person, other)
        change_password(person)


def change_name_and_language(person: Visit) -> None:
    page = person.page
    follow(person, "Change Name")
    person.check()
    page.get_by_label("Name").fill("Robin Reed")
    click(person, "Save")
    assert "Robin Reed" in page.inner_text("main")
    follow(person, "Change Language")
    person.check()
    page.get_by_label("Español").check()
    click(person, "Save")
    assert "ahora en español" in page.inner_text("main")
    person.check()
    follow(person, "Cambiar Idioma")
    page.get_by_label("English").check()
    click(person, "Guardar")
    assert "in English now" in page.inner_text("main")


def change_email(person: Visit, name: str, size: str) -> None:
    page, new = person.page, f"{name}.{size}@new.example"
    follow(person, "Change Email")
    person.check()
    page.get_by_label("New email address").fill("nonsense")
    click(person, "Send the code")
    person.check()
    page.get_by_label("New email address").fill(new)
    click(person, "Send the code")
    person.check()
    page.get_by_label("Code").fill("1234 5678")
    click(person, "Change it")
    assert "isn't right" in page.inner_text("main")
    person.check()
    page.get_by_label("Code").fill(code_in(newest_message(person, new, "confirm this email")))
    click(person, "Change it")
    assert new in page.inner_text("main")
    person.check()
    told = newest_message(person, f"{name}@mail.example", "another email address")
    assert new not in told


def change_phone(person: Visit, number: str) -> None:
    page = person.page
    follow(person, "Add Mobile")
    person.check()
    page.get_by_label("Mobile number").fill(number)
    click(person, "Send the code")
    person.check()
    page.get_by_label("Code").fill(code_in(newest_message(person, number.replace(" ", ""), "code")))
    click(person, "Change it")
    assert f"(217) 555-{number[-4:]}" in page.inner_text("main")


def end_the_other(person: Visit, other: Visit) -> None:
    page = person.page
    follow(person, "Where you are signed in", exact=False)
    person.check()
    assert person.weighed() < MOST_BYTES
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^End the session of")).first.click()
    assert "has ended" in page.inner_text("main")
    person.check()
    other.open("/settings/")
    assert "/sign-in/" in other.page.url


def change_password(person: Visit) -> None:
    page = person.page
    follow(person, "Change your password")
    person.check()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill("short")
    click(person, "Change the password")
    person.check()
    assert page.get_by_label("New password").input_value() == ""
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill(NEW_PASSWORD)
    click(person, "Change the password")
    assert "was changed" in page.inner_text("main")
    person.check()


@on_a_phone
def test_recovery(size: str, house: House, chrome: Any):
    """On the device at hand, with the message read on another."""
    name = {"phone": "alice", "desktop": "mallory"}[size]
    with visit(chrome, house.home, size) as person, visit(chrome, house.home, "phone") as other:
        person.open("/sign-in/")
        follow(person, "Forgot your username or password?")
        person.check()
        follow(person, "My username")
        person.check()
        person.page.get_by_label("Email address").fill(f"{name}@mail.example")
        click(person, "Send my username")
        person.check()
        assert "Your username is" in newest_message(person, name, "Your username is")
        person.open("/recover/")
        follow(person, "My password")
        person.check()
        person.page.get_by_label("Username or email address").fill(name.upper())
        click(person, "Send the code")
        person.check()
        assert person.weighed() < MOST_BYTES
        text = newest_message(person, name, "choose a new password")
        address = re.search(r"/recover/password/code/\?reference=\S+", text)
        assert address
        other.open(address[0])
        other.check()
        other.page.get_by_label("Code").fill(code_in(text))
        other.page.get_by_label("New password").fill("password-password")
        click(other, "Change the password")
        other.check()
        other.page.get_by_label("New password").fill(NEW_PASSWORD)
        other.page.get_by_label("Code").fill(code_in(text))
        click(other, "Change the password")
        assert other.page.url == f"{house.home}/sign-in/"
        assert "was changed" in other.page.inner_text("main")
        other.check()
        sign_in(person, name)
        assert "/sign-in/" in person.page.url, "the old one opens nothing"
        sign_in(person, name, NEW_PASSWORD)
        assert person.page.url == f"{house.home}/"


@on_a_phone
def test_mallory_gets_nowhere(size: str, house: House, chrome: Any):
    """With a session of her own, at the address that ends sam's."""
    with (
        visit(chrome, house.home, size) as sam,
        visit(chrome, house.home, size) as sam_too,
        visit(chrome, house.home, size) as mallory,
    ):
        sign_in(sam, "sam")
        sign_in(sam_too, "sam")
        sam.open("/security/")
        action = "form[action$='/end/']"
        end = sam.page.locator(action).first.get_attribute("action")
        sign_in(mallory, "mallory")
        if "/sign-in/" in mallory.page.url:  # another journey has changed it meanwhile
            sign_in(mallory, "mallory", NEW_PASSWORD)
        mallory.open("/security/")
        token = mallory.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        for address in (end, f"/security/sessions/{'0' * 32}/end/"):
            answer = mallory.page.request.post(
                f"{house.home}{address}",
                form={"csrfmiddlewaretoken": token},
                headers={"Referer": f"{house.home}/security/"},
            )
            assert answer.status == 404
        mallory.open("/settings/email/code/")
        assert mallory.page.url == f"{house.home}/settings/", "no code is under way for her"
        assert "sam" not in mallory.page.inner_text("main")
        sam_too.open("/settings/")
        assert sam_too.page.url == f"{house.home}/settings/", "sam is signed in as before"


@pytest.mark.parametrize(("language", "size"), [("en", 320), ("es", 320), ("es", 390)])
def test_the_head_of_a_page_has_room(language: str, size: int, house: House, chrome: Any):
    """A long name beside both buttons, whose words are still there for who hears the page."""
    with visit(chrome, house.home, "phone") as sam:
        sign_in(sam, "sam")
        sam.context.add_cookies([{"name": "language", "value": language, "url": house.home}])
        sam.page.set_viewport_size({"width": size, "height": 700})
        sam.open("/settings/")
        sam.page.evaluate(
            "document.querySelector('.brand').lastChild.textContent ="
            " 'Northern Kettle Creek Telephone Cooperative Association'"
        )
        words = {"en": ("Settings", "Sign out"), "es": ("Ajustes", "Cerrar sesión")}[language]
        head = sam.page.locator(".top")
        boxes = [
            head.get_by_role("link", name=words[0], exact=True).bounding_box(),
            head.get_by_role("button", name=words[1], exact=True).bounding_box(),
        ]
        top = sam.page.locator(".brand").bounding_box()
        assert top
        for box in boxes:
            assert box
            assert box["x"] + box["width"] <= size
            assert box["width"] >= 24
            assert box["height"] >= 44
            assert top["x"] + top["width"] <= box["x"], "beside the name, not below it"
            assert box["y"] < top["y"] + top["height"]
        assert sam.page.evaluate("document.documentElement.scrollWidth") <= size
