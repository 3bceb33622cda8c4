"""The console opens for sessions that used a second factor, and not for ever."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from hearthline.identity.models import Session
from hearthline.kernel import clock
from tests.factories import PASSWORD

ASKED = "/console/second-factor/"


@pytest.fixture
def demanding(settings: Any, cast: Any) -> Any:
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    return cast


def sign_in(client: Client, name: str = "sue") -> Any:
    return client.post("/sign-in/", {"login": name, "password": PASSWORD})


def give_app(user: Any) -> str:
    """An authenticator app's secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    code: str = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    return code


def test_without_a_factor_everything_leads_to_setting_one_up(demanding: Any, client: Client):
    sign_in(client)
    for address in ("/console/", "/console/tickets/", "/console/accounts/ALICE-1/"):
        for method in ("get", "post"):
            answer = getattr(client, method)(address)
            assert answer.headers["Location"].startswith(f"{ASKED}?next=")
    page = client.get(ASKED).content.decode()
    assert "/security/passkeys/" in page
    assert "/security/authenticator-app/" in page
    assert "Code of your authenticator app" not in page
    assert client.post(ASKED, {"code": "123456"}).status_code == 422


def test_setting_one_up_is_not_using_it(demanding: Any, client: Client):
    client.force_login(demanding.sue)
    secret = give_app(demanding.sue)
    assert client.get("/console/").status_code == 302
    page = client.get(ASKED).content.decode()
    assert "Code of your authenticator app" in page
    wrong = client.post(ASKED, {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert wrong.status_code == 422
    assert client.get("/console/").status_code == 302
    before = client.session.session_key
    right = client.post(ASKED, {"code": code_of(secret), "next": "/console/tickets/"})
    assert right.headers["Location"] == "/console/tickets/"
    assert client.session.session_key != before, "a session that may more has another key"
    assert client.get("/console/tickets/").status_code == 200


def test_a_code_opens_one_session(demanding: Any, client: Client):
    secret = give_app(demanding.sue)
    other = Client()
    for each in (client, other):
        each.force_login(demanding.sue)
    code = code_of(secret)
    assert client.post(ASKED, {"code": code}).status_code == 302
    assert other.post(ASKED, {"code": code}).status_code == 422
    assert other.get("/console/").status_code == 302


def test_guessing_ends(demanding: Any, client: Client):
    secret = give_app(demanding.sue)
    client.force_login(demanding.sue)
    for _ in range(5):
        client.post(ASKED, {"code": "12"})
    answer = client.post(ASKED, {"code": code_of(secret)})
    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "x" * 13, "١٢٣٤٥٦", "\x00", "12 34"])
def test_nonsense_is_refused(demanding: Any, client: Client, code: str):
    give_app(demanding.sue)
    client.force_login(demanding.sue)
    assert client.post(ASKED, {"code": code}).status_code == 422


def test_a_recovery_code_or_somebody_elses_factor_is_none(demanding: Any, client: Client):
    Authenticator.objects.create(user=demanding.sue, type="recovery_codes", data={"seed": "x"})
    give_app(demanding.sam)
    client.force_login(demanding.sue)
    assert "Set up a second factor" in client.get(ASKED).content.decode()


@pytest.mark.parametrize(
    ("record", "opens"),
    [
        ({"method": "mfa", "type": "webauthn"}, True),
        ({"method": "mfa", "type": "recovery_codes"}, True),
        ({"method": "mfa", "type": "email"}, False),
        ({"method": "mfa", "type": "sms"}, False),
        ({"method": "mfa"}, False),
        ({"method": "password"}, False),
        ({"method": "code"}, False),
        ({"method": "socialaccount"}, False),
    ],
)
def test_what_passes_a_step(demanding: Any, client: Client, record: Any, *, opens: bool):
    give_app(demanding.sue)
    client.force_login(demanding.sue)
    session = client.session
    session["account_authentication_methods"] = [{"at": 1.0, **record}]
    session["account_authentication_methods_user"] = str(demanding.sue.pk)
    session.save()
    assert (client.get("/console/").status_code == 200) is opens


def test_a_passkey_is_used_where_it_is_asked_for(demanding: Any, client: Client):
    Authenticator.objects.create(user=demanding.sue, type="webauthn", data={})
    client.force_login(demanding.sue)
    page = client.get(ASKED).content.decode()
    assert 'href="/security/confirm/?next=/console/second-factor/"' in page
    assert "Code of your authenticator app" not in page


def test_subscribers_are_asked_for_nothing(demanding: Any, client: Client):
    sign_in(client, "alice")
    assert client.get("/bills/").status_code == 200
    assert client.get(ASKED).status_code == 403


def test_the_demo_asks_for_none(cast: Any, client: Client):
    sign_in(client)
    assert client.get("/console/").status_code == 200
    assert client.get(ASKED).headers["Location"] == "/console/"


# -- How long a session lasts ----------------------------------------------------------------------
@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    def move(**values: Any) -> None:
        moment = datetime.now(tz=UTC) + timedelta(**values)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


def test_half_an_hour_without_doing_anything(cast: Any, client: Client, later: Any):
    client.force_login(cast.sue)
    client.get("/console/")
    later(minutes=29)
    assert client.get("/console/").status_code == 200
    later(minutes=58)
    assert client.get("/console/").status_code == 200
    later(minutes=89)
    answer = client.get("/console/tickets/")
    assert answer.headers["Location"] == "/sign-in/?next=/console/tickets/"
    assert not Session.objects.filter(user=cast.sue).exists(), "it has ended, not only here"


def test_twelve_hours_whatever_happens(cast: Any, client: Client, later: Any):
    client.force_login(cast.sue)
    for minutes in range(0, 12 * 60, 25):
        later(minutes=minutes)
        assert client.get("/console/").status_code == 200, minutes
    later(minutes=12 * 60 + 1)
    assert client.get("/console/").status_code == 302


def test_a_subscribers_session_goes_on(cast: Any, client: Client, later: Any):
    client.force_login(cast.alice)
    client.get("/bills/")
    later(hours=13)
    assert client.get("/bills/").status_code == 200


@pytest.fixture(autouse=True)
def no_code_was_used_yet(db: None) -> None:
    cache.clear()
