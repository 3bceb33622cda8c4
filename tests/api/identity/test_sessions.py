"""An app signs in, is listed and ended like every other session, and proves itself again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve

from hearthline.identity.models import Session, SignIn, User
from hearthline.identity.operations import FAILURE_CAP, end_other_sessions
from tests import factories
from tests.api.identity.app import App, codes, token_of
from tests.conftest import NOW
from tests.factories import PASSWORD


def test_the_app_learns_which_ways_in_there_are(db):
    data = App().get("config").json()["data"]
    assert data["account"]["is_open_for_signup"] is False
    assert set(data["account"]["login_methods"]) == {"username", "email"}
    assert data["account"]["password_reset_by_code_enabled"] is True


@pytest.mark.parametrize("name", ["alice", "ALICE", "alice@mail.example"])
def test_signing_in(person, name):
    app = App()
    answer = app.sign_in(name)
    assert answer.status_code == 200
    assert answer.json()["data"]["user"]["username"] == "alice"
    assert answer.json()["meta"]["is_authenticated"] is True
    assert app.token
    assert set(answer.cookies) == {"browser"}, "by which this phone is known again"
    assert app.get("auth/session").json()["data"]["user"]["email"] == "alice@mail.example"
    written = SignIn.objects.get()
    assert (written.outcome, written.device) == ("signed_in", "iPhone")
    session = Session.objects.get()
    assert (session.user_id, session.device) == (person.pk, "iPhone")
    assert app.token not in session.data


def test_on_a_shared_device_the_session_is_short(person):
    app = App()
    data = {"username": "alice", "password": PASSWORD, "shared": True}
    answer = app.post("auth/login", data)
    assert answer.status_code == 200
    assert not answer.cookies, "nothing by which the device is known again"
    session = Session.objects.get()
    assert session.expires_at - session.seen_at <= timedelta(minutes=15, seconds=5)


def test_signing_in_again_is_a_conflict(person):
    app = App()
    app.sign_in()
    assert app.sign_in().status_code == 409


def test_unknown_and_known_names_are_answered_alike(person):
    bodies = set()
    for name in ("alice", "nobody-of-this-name"):
        answer = App().sign_in(name, "not the password")
        assert answer.status_code == 400
        bodies.add(answer.content)
    assert len(bodies) == 1
    assert SignIn.objects.get().outcome == "wrong_password"


def test_tries_are_limited_together_with_those_on_the_page(person):
    page = Client()
    for _ in range(6):
        page.post("/sign-in/", {"login": "alice", "password": "not the password"})
    answers = [App().sign_in("alice", "not the password") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [400] * 4 + [429]
    assert codes(answers[-1]) == {"too_many_login_attempts"}


def test_the_cap_of_failures_holds_here_too(person):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert App().sign_in().status_code == 400


def test_who_is_not_active_does_not_get_in(person):
    User.objects.update(is_active=False)
    assert App().sign_in().status_code == 400


def test_signing_out_ends_the_token(person):
    app = App()
    app.sign_in()
    token = app.token
    answer = app.delete("auth/session")
    assert answer.status_code == 401
    assert "session_token" not in (answer.json()["meta"] or {})
    assert App(token).get("auth/session").status_code == 410
    assert Session.objects.count() == 0


@pytest.mark.parametrize("token", ["", "x", "nonsense" * 4, "é" * 32, "a" * 5_000, "' OR 1=1 --"])
def test_tokens_that_are_none(db, token):
    assert App(token).get("auth/session").status_code in {401, 410}


def test_a_token_runs_out(person):
    app = App(token_of(person))
    assert app.get("auth/session").status_code == 200
    Session.objects.update(expires_at=Session.objects.get().created_at - timedelta(seconds=1))
    assert app.get("auth/session").status_code == 410


def test_a_cookie_is_no_token_and_a_token_no_cookie_of_the_app(person):
    browser = Client()
    browser.force_login(person)
    assert App(browser.cookies["session"].value).get("auth/session").status_code == 410
    app = App()
    app.client.force_login(person)
    assert app.get("auth/session").status_code == 401, "the app's door reads no cookies"


def test_a_token_ends_with_the_password_and_from_elsewhere(person):
    app = App(token_of(person))
    person.set_password("another password altogether")
    person.save()
    assert app.get("auth/session").status_code == 401
    other = App(token_of(person))
    end_other_sessions(user_id=person.pk, session_key="", user_agent="", now=NOW)
    assert other.get("auth/session").status_code == 410


def test_sessions_are_listed_and_ended(person):
    mallory = factories.make_user("mallory")
    theirs = App(token_of(mallory)).get("auth/sessions").json()["data"][0]["id"]
    app = App()
    app.sign_in()
    token_of(person)
    listed = app.get("auth/sessions").json()["data"]
    assert [line["is_current"] for line in listed] == [True, False]
    assert listed[0]["user_agent"] == "iPhone"
    assert "ip" not in listed[0]
    assert app.token not in str(listed)
    refused = app.delete("auth/sessions", {"sessions": [theirs, listed[1]["id"]]})
    nobodys = app.delete("auth/sessions", {"sessions": ["0" * 32, listed[1]["id"]]})
    assert refused.status_code == nobodys.status_code == 400
    assert refused.content == nobodys.content
    assert Session.objects.count() == 3
    left = app.delete("auth/sessions", {"sessions": [listed[1]["id"]]}).json()["data"]
    assert [line["is_current"] for line in left] == [True]
    assert app.delete("auth/sessions", {"sessions": [left[0]["id"]]}).status_code == 401
    assert list(Session.objects.values_list("user_id", flat=True)) == [mallory.pk]


def test_proving_oneself_again(person, clock):
    app = App()
    app.sign_in()
    clock.now += timedelta(minutes=6)
    wish = {"email": "new@mail.example"}
    answer = app.post("account/email", wish)
    assert answer.status_code == 401
    assert answer.json()["meta"]["is_authenticated"] is True
    assert {"id": "reauthenticate"} in answer.json()["data"]["flows"]
    wrong = app.post("auth/reauthenticate", {"password": "not the password"})
    assert (wrong.status_code, codes(wrong)) == (400, {"wrong"})
    assert User.objects.get().failed_sign_ins == 1
    assert app.post("account/email", wish).status_code == 401
    before = app.token
    assert app.post("auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert app.token != before
    assert App(before).get("auth/session").status_code == 410, "a copy is worth nothing"
    assert app.post("account/email", wish).status_code == 200


def test_proofs_are_limited(person, clock):
    app = App(token_of(person))
    answers = [app.post("auth/reauthenticate", {"password": "wrong one"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]


def test_who_has_neither_password_nor_factor_is_not_excused(person):
    person.set_unusable_password()
    person.save()
    app = App(token_of(person))
    answer = app.post("account/email", {"email": "new@mail.example"})
    assert answer.status_code == 401
    assert answer.json()["data"]["flows"] == [] or all(
        flow["id"] != "reauthenticate" for flow in answer.json()["data"]["flows"]
    )


def test_what_the_library_would_lead_to_are_pages_of_ours(settings):
    for address in settings.HEADLESS_FRONTEND_URLS.values():
        assert address.startswith(settings.SITE_URL)
        path = address.removeprefix(settings.SITE_URL).partition("?")[0]
        assert getattr(resolve(path).func, "access", "") in {"anyone", "signed_in"}
