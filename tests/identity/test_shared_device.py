"""A shared device: the session ends by itself, nothing of it stays, and it is never remembered."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hearthline.identity.models import Session
from hearthline.identity.sessions import SHARED
from tests.identity.test_sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(person):
    """alice, on a device of the library's."""
    client = Client()
    answer = sign_in(client, shared="on")
    assert answer.status_code == 302
    return client


def is_signed_in(client):
    return client.get("/security/").status_code == 200


def shift(**by: int):
    """Let time pass for the session, as the database sees it."""
    session = Session.objects.get()
    for name in ("created_at", "seen_at", "expires_at"):
        setattr(session, name, getattr(session, name) - timedelta(**by))
    session.save()


def left():
    return Session.objects.get().expires_at - datetime.now(tz=UTC)


def test_it_ends_with_the_browser_and_after_fifteen_minutes(browser):
    cookie = browser.cookies["session"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert timedelta(minutes=14) < left() <= timedelta(minutes=15)
    shift(minutes=14)
    assert is_signed_in(browser)
    assert left() > timedelta(minutes=14), "each page begins the fifteen minutes anew"
    shift(minutes=14)
    assert is_signed_in(browser)
    shift(minutes=15, seconds=1)
    assert not is_signed_in(browser)


def test_other_sessions_last(person):
    client = Client()
    sign_in(client)
    assert left() > timedelta(days=13)
    assert "Refresh" not in client.get("/security/")
    assert "Clear-Site-Data" not in client.post("/sign-out/")


def test_a_form_that_writes_to_the_session_prolongs_it_no_further(browser):
    browser.get("/settings/")
    session = browser.session
    session["note"] = "x"
    session.save()
    assert left() <= timedelta(minutes=15)


def test_a_page_left_open_goes_by_itself(browser):
    answer = browser.get("/security/")
    assert answer["Refresh"] == "905; url=/sign-in/"
    assert answer["Cache-Control"] == "no-store"


def test_signing_out_leaves_nothing(browser):
    answer = browser.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer.cookies["language"]["max-age"] == 0
    assert Session.objects.count() == 0
    assert not is_signed_in(browser)


def test_what_an_earlier_form_said_doesn_t_count(person):
    client = Client()
    sign_in(client, password="wrong", shared="on")
    sign_in(client, shared="on", password="wrong again")
    sign_in(client)
    assert SHARED not in client.session
    assert left() > timedelta(days=13)


@pytest.mark.parametrize(
    ("body", "is_shared"),
    [
        ({"shared": True}, True),
        ({"shared": "yes"}, False),
        ({"shared": 1}, False),
        ({}, False),
        ([], False),
        ("x", False),
    ],
)
def test_apps_say_it_too(rf, body, is_shared):
    from hearthline.identity.sessions import SessionStore
    from hearthline.identity.shared import note_shared

    request = rf.post("/", json.dumps(body), content_type="application/json")
    request.session = SessionStore()
    note_shared(request)
    assert bool(request.session.get(SHARED)) is is_shared


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 50_000, b"{}" * 100_000])
def test_nonsense_is_not_shared(rf, body):
    from hearthline.identity.sessions import SessionStore
    from hearthline.identity.shared import note_shared

    request = rf.post("/", body, content_type="application/json")
    request.session = SessionStore()
    note_shared(request)
    assert SHARED not in request.session


# -- Signing out, from everywhere ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/security/", 200),
        ("/help/", 200),
        ("/messages/check/", 200),
        ("/nothing-here/", 404),
        ("/bills/NOBODYS/", 404),
        ("/console/", 403),
    ],
)
def test_one_tap(browser, address, status):
    answer = browser.get(address)
    assert answer.status_code == status
    assert 'action="/sign-out/"' in answer.content.decode()


def test_one_tap_after_too_much_and_after_a_form_that_expired(browser):
    answer = browser.post("/settings/name/", "x" * 1_500_000, content_type="text/plain")
    assert answer.status_code == 413
    assert 'action="/sign-out/"' in answer.content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.post("/settings/name/", {"name": "x"})
    assert answer.status_code == 403
    assert 'action="/sign-out/"' in answer.content.decode()


def test_one_tap_when_something_failed(browser, monkeypatch):
    browser.raise_request_exception = False
    monkeypatch.setattr("hearthline.portal.security.sessions.sessions_of", lambda **_: 1 / 0)
    answer = browser.get("/security/")
    assert answer.status_code == 500
    assert 'action="/sign-out/"' in answer.content.decode()


def test_nobody_signed_in_has_nothing_to_sign_out_of():
    for address in ("/nothing-here/", "/sign-in/"):
        assert "/sign-out/" not in Client().get(address).content.decode()


def test_it_needs_no_token_and_takes_no_orders_from_elsewhere(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {},
    ):
        assert client.post("/sign-out/", headers=headers).status_code == 403
        assert is_signed_in(client)
    assert client.get("/sign-out/").status_code == 405
    here = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/sign-out/", headers=here).status_code == 302
    assert not is_signed_in(client)
