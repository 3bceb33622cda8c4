"""A session ends when it isn't used, and ends even if it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hearthline.identity.models import Session
from hearthline.identity.sessions import BEGAN_AT, SessionStore
from tests import factories
from tests.identity.test_sign_in import sign_in

pytestmark = pytest.mark.django_db


def signed_in():
    factories.make_user("alice")
    browser = Client()
    sign_in(browser)
    return browser


def is_signed_in(browser):
    return browser.get("/security/").status_code == 200


def shift(**by: int):
    """Let time pass: what happened lies further back, what will comes sooner."""
    session = Session.objects.get()
    for name in ("created_at", "seen_at", "expires_at"):
        setattr(session, name, getattr(session, name) - timedelta(**by))
    session.save()


def test_unused_it_ends():
    browser = signed_in()
    shift(days=13, hours=23)
    assert is_signed_in(browser)
    shift(days=14, minutes=1)
    assert not is_signed_in(browser)


def test_used_it_goes_on_until_the_most():
    browser = signed_in()
    for _ in range(3):
        shift(days=9)
        assert is_signed_in(browser), "seen every nine days"
    session = Session.objects.get()
    assert session.expires_at - session.created_at == timedelta(days=30)
    shift(days=3, minutes=1)
    assert not is_signed_in(browser)


def test_writing_to_it_prolongs_nothing():
    browser = signed_in()
    store = SessionStore(browser.cookies["session"].value)
    store[BEGAN_AT] = (datetime.now(tz=UTC) - timedelta(days=29)).isoformat()
    store.save()
    left = Session.objects.get().expires_at - datetime.now(tz=UTC)
    assert timedelta(hours=23) < left <= timedelta(days=1)


def test_a_short_one_stays_short():
    browser = signed_in()
    ends = datetime.now(tz=UTC) + timedelta(minutes=9)
    Session.objects.update(expires_at=ends, seen_at=datetime.now(tz=UTC) - timedelta(minutes=6))
    assert is_signed_in(browser)
    assert Session.objects.get().expires_at == ends


def test_keys_can_not_be_guessed():
    keys = {SessionStore()._get_new_session_key() for _ in range(1_000)}
    assert len(keys) == 1_000
    assert {len(key) for key in keys} == {32}, "190 bits: 62 characters, 32 times"
    assert len(set("".join(keys))) == 62
