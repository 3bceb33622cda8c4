"""A browser is known again by a cookie of its own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from hearthline.identity.browsers import browser_of
from hearthline.identity.models import Browser, SignIn
from hearthline.identity.operations import note_sign_in
from hearthline.identity.operations.signing_in import BROWSERS_KEPT
from hearthline.kernel.numbers import token_hash
from tests import factories
from tests.identity.test_sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(clock):
    clock.now = clock.now.replace(hour=18)  # not in the middle of the night
    user = factories.make_user("alice")
    factories.make_member(factories.make_account(), user)
    return user


def test_a_sign_in_leaves_a_cookie_and_its_hash(client, alice):
    cookie = sign_in(client).cookies["browser"]
    assert len(cookie.value) == 43
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 400 * 24 * 60 * 60
    row = Browser.objects.get()
    assert bytes(row.token_hash) == token_hash(cookie.value)
    assert (row.user_id, row.country) == (alice.pk, "US")
    client.post("/sign-out/")
    assert client.cookies["browser"].value == cookie.value, "it stays"


def test_over_tls_the_cookie_is_the_hosts_own(client, alice, settings):
    settings.SECURE, settings.BROWSER_COOKIE_NAME = True, "__Host-browser"
    cookie = sign_in(client).cookies["__Host-browser"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_wrong_passwords_leave_none(client, alice):
    assert "browser" not in sign_in(client, password="wrong").cookies
    assert not Browser.objects.exists()


def test_the_same_browser_is_one_row_and_seen_again(client, alice, clock):
    for _ in range(3):
        sign_in(client)
        clock.now += timedelta(hours=1)
        client.post("/sign-out/")
    row = Browser.objects.get()
    assert row.last_seen_at - row.first_seen_at == timedelta(hours=2)
    assert SignIn.objects.filter(score=0).count() == 3


def test_one_cookie_for_two_people_and_a_row_for_each(client, alice):
    factories.make_user("bob")
    sign_in(client)
    token = client.cookies["browser"].value
    client.post("/sign-out/")
    sign_in(client, "bob")
    assert client.cookies["browser"].value == token
    assert Browser.objects.count() == 2


@pytest.mark.parametrize("nonsense", ["", "x", "x" * 44, "x" * 42 + "!", "ä" * 43, "x" * 4000])
def test_nonsense_is_no_browser(alice, nonsense):
    client = Client()
    client.cookies["browser"] = nonsense
    assert sign_in(client).status_code == 302
    assert bytes(Browser.objects.get().token_hash) == token_hash(client.cookies["browser"].value)
    assert client.cookies["browser"].value != nonsense


def test_a_made_up_token_makes_nobody_known(client, alice, rf):
    sign_in(Client())
    request = rf.get("/")
    request.COOKIES["browser"] = "x" * 43
    assert browser_of(request, user_id=alice.pk) is None
    client.cookies["browser"] = "x" * 43
    sign_in(client)
    assert SignIn.objects.latest("id").reasons == ["new_device"]


def test_anothers_token_makes_nobody_known_to_mallory(client, alice):
    factories.make_user("mallory")
    sign_in(Client(), "mallory")
    sign_in(client)
    thief = Client()
    thief.cookies["browser"] = client.cookies["browser"].value
    sign_in(thief, "mallory")
    assert SignIn.objects.latest("id").reasons == ["new_device"]


def test_twenty_are_kept_the_newest(alice):
    now = datetime.now(tz=UTC)
    for number in range(BROWSERS_KEPT + 5):
        note_sign_in(
            user_id=alice.pk,
            browser_hash=bytes([number]) * 32,
            now=now + timedelta(minutes=number),
        )
    kept = {bytes(row.token_hash)[0] for row in Browser.objects.all()}
    assert kept == set(range(5, BROWSERS_KEPT + 5))


def test_a_shared_device_is_not_known(client, alice):
    assert "browser" not in sign_in(client, shared="1").cookies
    assert not Browser.objects.exists()
