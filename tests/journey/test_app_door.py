"""The provider's app, by JSON, beside the same person's browser at phone and desktop size."""

from typing import Any

import pytest

from tests.browser import Visit, both_sizes, visit
from tests.house import House
from tests.journey.phone_app import PhoneApp
from tests.journey.test_person import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
NEW_PASSWORD = "seven-kites-over-the-harbor"
PEOPLE = {"phone": "bob", "desktop": "carol"}


@both_sizes
def test_the_app_beside_the_browser(size: str, house: House, chrome: Any):
    name = PEOPLE[size]
    app, stranger = PhoneApp(house), PhoneApp(house)
    with visit(chrome, house.home, size) as person:
        sign_in(person, name)
        assert app.sign_in(name).status_code == 200
        assert stranger.sign_in("mallory").status_code == 200
        listed = app.ask("GET", "auth/sessions").json()["data"]
        assert len(listed) >= 2
        for line in listed:
            refused = stranger.ask("DELETE", "auth/sessions", {"sessions": [line["id"]]})
            assert refused.status_code == 400, "mallory ends nothing of theirs"
        ends_in_the_browser(person, app)
        recovers(app, person, f"{name}@")


def ends_in_the_browser(person: Visit, app: PhoneApp) -> None:
    """The app is among the sessions; ended there, its token is worth nothing."""
    person.open("/security/")
    assert "iPhone" in person.page.inner_text("main")
    person.check()
    shown = person.page.locator("main").get_by_role("button", name="iPhone")
    with person.page.expect_navigation():
        shown.first.click()
    assert app.ask("GET", "auth/session").status_code == 410
    app.token = ""


def recovers(app: PhoneApp, person: Visit, recipient: str) -> None:
    """A new password by a code, which ends the browser's session as well."""
    name = recipient.rstrip("@")
    assert app.ask("POST", "auth/password/request", {"email": name}).status_code == 401
    code = app.code_for(recipient, "code")
    done = app.ask("POST", "auth/password/reset", {"key": code, "password": NEW_PASSWORD})
    assert done.status_code == 401, done.text
    person.open("/security/")
    assert person.page.url.startswith(f"{person.home}/sign-in/")
    app.token = ""
    assert app.sign_in(name).status_code == 400
    assert app.sign_in(name, NEW_PASSWORD).status_code == 200
