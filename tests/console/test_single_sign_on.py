"""Staff come in by their company's sign-in, against a real issuer that lies in every way."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from django.db import connection
from django.test import Client

from hearthline.identity.adapters.single_sign_on import Newcomer
from hearthline.identity.models import SecurityEvent, SignIn, StaffIdentity, User
from hearthline.identity.operations import deactivate_staff, know_newcomer
from hearthline.identity.queries import staff_roles
from tests import factories
from tests.conftest import NOW
from tests.issuer import ANOTHER_KEY, CLIENT_ID, CLIENT_SECRET, KEY, Issuer, issuing

SUE = {"email": "Sue@mail.example", "email_verified": True, "name": "Sue"}


@pytest.fixture
def issuer(cast: Any, settings: Any) -> Iterator[Issuer]:
    with issuing() as issuer:
        issuer.person = dict(SUE)
        settings.STAFF_SSO_ISSUER = issuer.home
        settings.STAFF_SSO_CLIENT_ID = CLIENT_ID
        settings.STAFF_SSO_CLIENT_SECRET = CLIENT_SECRET
        settings.STAFF_SSO_NAME = "Maple County"
        yield issuer


def go(client: Client, target: str = "") -> str:
    """Go to the issuer; returns the address with which it sends the browser back."""
    query = {"next": target} if target else {}
    there = client.get("/console/sign-in/single/", query)
    assert there.status_code == 302, there.content.decode()
    back = httpx.get(there.headers["Location"], trust_env=False).headers["Location"]
    parts = urlsplit(back)
    assert f"{parts.scheme}://{parts.netloc}" == "http://testserver"
    return f"{parts.path}?{parts.query}"


def come(client: Client, target: str = "") -> Any:
    return client.get(go(client, target))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# -- The way in ------------------------------------------------------------------------------------
def test_sue_comes_in_and_is_linked(issuer: Issuer, client: Client, cast: Any):
    answer = come(client, "/console/tickets/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/console/tickets/")
    assert client.get("/console/tickets/").status_code == 200
    assert StaffIdentity.objects.get().user_id == cast.sue.pk
    assert SecurityEvent.objects.filter(user=cast.sue, kind="staff_linked").exists()
    assert SignIn.objects.get().user_id == cast.sue.pk


def test_once_linked_the_issuers_name_counts(issuer: Issuer, client: Client, cast: Any):
    come(client)
    issuer.person = {"email": "sam@mail.example", "email_verified": True}
    other = Client()
    assert come(other).status_code == 302
    assert other.session["_auth_user_id"] == str(cast.sue.pk), "another address changes nothing"
    issuer.claims = {"sub": "somebody else"}
    issuer.person = dict(SUE)
    third = Client()
    assert come(third).status_code == 422, "sue is linked to another name"
    assert not is_in(third)


def test_staff_are_led_there_and_subscribers_are_not(issuer: Issuer, client: Client):
    there = client.get("/console/tickets/").headers["Location"]
    assert there == "/console/sign-in/?next=/console/tickets/"
    page = client.get(there).content.decode()
    assert "Sign in with Maple County" in page
    assert 'href="/console/sign-in/single/?next=%2Fconsole%2Ftickets%2F"' in page
    assert client.get("/bills/").headers["Location"].startswith("/sign-in/")


def test_without_an_issuer_there_is_no_way(client: Client, db: None):
    assert client.get("/console/sign-in/").headers["Location"] == "/sign-in/"
    for address in ("/console/sign-in/single/", "/console/sign-in/callback/?code=1&state=1"):
        assert client.get(address).status_code == 404


# -- Who may not -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "person",
    [
        {"email": "alice@mail.example", "email_verified": True},
        {"email": "nobody@maplecounty.example", "email_verified": True},
        {"email": "sue@mail.example", "email_verified": False},
        {"email": "sue@mail.example", "email_verified": "true"},
        {"email": "sue@mail.example"},
        {"email": "sue", "email_verified": True},
        {"email": ["sue@mail.example"], "email_verified": True},
        {},
    ],
    ids=[
        "a subscriber",
        "a stranger",
        "unverified",
        "a text",
        "unsaid",
        "a name",
        "a list",
        "none",
    ],
)
def test_only_staff_with_a_verified_address(issuer: Issuer, client: Client, person: Any):
    issuer.person = person
    issuer.claims = {"groups": ["admins"]}
    answer = come(client)
    assert answer.status_code == 422
    assert "on our staff" in answer.content.decode()
    assert not is_in(client)
    assert not StaffIdentity.objects.exists()
    assert User.objects.count() == 5


def test_who_was_let_go_stays_out(issuer: Issuer, client: Client, cast: Any):
    come(client)
    deactivate_staff(user_id=cast.sue.pk, by_id=cast.sam.pk, now=NOW)
    assert not is_in(client)
    assert come(client).status_code == 422


# -- What isn't believed ---------------------------------------------------------------------------
def signed(algorithm: str, key: Any, **header: Any) -> Any:
    return lambda claims: jwt.encode(claims, key, algorithm, headers={"kid": "one", **header})


LIES: dict[str, dict[str, Any]] = {
    "another sign-in's nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "another client": {"claims": {"aud": "another"}},
    "many clients and not for us": {"claims": {"aud": [CLIENT_ID, "x"], "azp": "x"}},
    "many clients and nobody's": {"claims": {"aud": [CLIENT_ID, "x"]}},
    "run out": {"claims": {"exp": int(time.time()) - 120}},
    "no end": {"claims": {"exp": None}},
    "an end that is no time": {"claims": {"exp": "soon"}},
    "from yesterday": {"claims": {"iat": int(time.time()) - 86_400}},
    "from tomorrow": {"claims": {"iat": int(time.time()) + 86_400}},
    "nobody": {"claims": {"sub": None}},
    "an empty name": {"claims": {"sub": ""}},
    "a number": {"claims": {"sub": 7}},
    "no signature": {"sign": lambda claims: jwt.encode(claims, "", "none")},
    "our own secret": {"sign": signed("HS256", CLIENT_SECRET + "and some more to be long")},
    "another key": {"sign": signed("RS256", ANOTHER_KEY)},
    "a key that isn't there": {"sign": signed("RS256", KEY, kid="two")},
    "nonsense": {"sign": lambda _claims: "a.b.c"},
    "nothing": {"sign": lambda _claims: ""},
    "another issuer at its address": {"issuer": "https://evil.example"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_lets_nobody_in(issuer: Issuer, client: Client, lie: str):
    for name, value in LIES[lie].items():
        if name != "issuer":
            setattr(issuer, name, value)
    back = go(client)
    issuer.issuer = LIES[lie].get("issuer", "")
    answer = client.get(back)
    assert answer.status_code == 422
    assert "be used" in answer.content.decode()
    assert not is_in(client)
    assert not StaffIdentity.objects.exists()


def test_a_good_token_for_two_clients_made_for_us(issuer: Issuer, client: Client):
    issuer.claims = {"aud": [CLIENT_ID, "x"], "azp": CLIENT_ID}
    assert come(client).status_code == 302
    assert is_in(client)


# -- The way back ----------------------------------------------------------------------------------
def test_only_the_browser_that_went_comes_back(issuer: Issuer, client: Client):
    back = go(client)
    stranger = Client()
    assert stranger.get(back).status_code == 422
    assert not is_in(stranger)
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert client.get(f"/console/sign-in/callback/?code={code}&state=wrong").status_code == 422
    assert client.get(back).status_code == 422, "one errand, one return"
    assert not is_in(client)


@pytest.mark.parametrize(
    "query",
    ["", "?error=access_denied", "?code=&state=", "?code=%00&state=%00", "?iss=https://e.example"],
)
def test_coming_back_without_what_is_needed(issuer: Issuer, client: Client, query: str):
    go(client)
    assert client.get(f"/console/sign-in/callback/{query}").status_code == 422


def test_another_issuers_answer(issuer: Issuer, client: Client):
    assert client.get(f"{go(client)}&iss=https://evil.example").status_code == 422
    assert client.get(f"{go(client)}&iss={issuer.home}").status_code == 302


def test_a_code_works_once(issuer: Issuer, client: Client):
    back = go(client)
    assert client.get(back).status_code == 302
    other = Client()
    go(other)
    assert other.get(back).status_code == 422


def test_it_took_too_long(issuer: Issuer, client: Client):
    back = go(client)
    session = client.session
    session["single_sign_on"]["until"] = "2020-01-01T00:00:00+00:00"
    session.save()
    assert client.get(back).status_code == 422


def test_never_to_another_host(issuer: Issuer, client: Client):
    assert come(client, "https://evil.example/").headers["Location"] == "/console/"


def test_an_issuer_that_is_away(issuer: Issuer, client: Client):
    back = go(client)
    issuer.is_down = True
    answer = client.get(back)
    assert answer.status_code == 422
    answer = client.get("/console/sign-in/single/")
    assert "answer" in answer.content.decode()
    assert not is_in(client)


# -- The second factor -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("says", "believes", "opens"),
    [
        ({"amr": ["pwd", "mfa"]}, True, True),
        ({"amr": ["pwd", "otp"]}, True, True),
        ({"acr": "phr"}, True, True),
        ({"amr": ["pwd"]}, True, False),
        ({"amr": "mfa-not"}, True, False),
        ({}, True, False),
        ({"amr": ["pwd", "mfa"]}, False, False),
    ],
)
def test_a_second_step_there(
    issuer: Issuer, settings: Any, *, says: Any, believes: bool, opens: bool
):
    client = Client()
    settings.STAFF_NEEDS_SECOND_FACTOR = True
    settings.STAFF_SSO_HAS_SECOND_FACTOR = believes
    issuer.claims = says
    come(client)
    answer = client.get("/console/tickets/")
    assert (answer.status_code == 200) is opens
    if not opens:
        assert answer.headers["Location"].startswith("/console/second-factor/")


# -- Groups ----------------------------------------------------------------------------------------
def test_groups_make_staff_and_keep_their_roles(issuer: Issuer, client: Client, settings: Any):
    settings.STAFF_SSO_ROLES = {"help desk": "support", "noc": "network"}
    issuer.person = {"email": "new.one@maplecounty.example", "email_verified": True}
    issuer.claims = {"groups": ["help desk", "everybody"]}
    assert come(client).status_code == 302
    user = User.objects.get(username="new.one")
    assert staff_roles(user_id=user.pk) == {"support"}
    issuer.claims = {"groups": ["noc"]}
    come(Client())
    assert staff_roles(user_id=user.pk) == {"network"}
    issuer.claims = {"groups": ["everybody"]}
    assert come(Client()).status_code == 422, "no group, no way in"


def test_a_group_never_makes_a_subscriber_staff(issuer: Issuer, client: Client, settings: Any):
    settings.STAFF_SSO_ROLES = {"admins": "admin"}
    issuer.person = {"email": "alice@mail.example", "email_verified": True}
    issuer.claims = {"groups": ["admins"]}
    assert come(client).status_code == 422
    assert not User.objects.get(username="alice").is_staff


# -- At once, and set up wrongly -------------------------------------------------------------------
def test_two_tabs_link_once(committed: str):
    sue = factories.make_user("sue", is_staff=True, roles=("support",))
    newcomer = Newcomer(
        issuer="https://login.example/",
        subject="sub-of-sue",
        email="sue@mail.example",
        is_email_verified=True,
        name="Sue",
        has_second_factor=False,
    )

    def come_in(_tab: int) -> int:
        try:
            return know_newcomer(newcomer=newcomer, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(come_in, range(6))) == {sue.pk}
    assert StaffIdentity.objects.count() == 1
    assert SecurityEvent.objects.filter(kind="staff_linked").count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"STAFF_SSO_ISSUER": "http://login.example", "DEMO": "0"}, "https://"),
        ({"STAFF_SSO_ISSUER": "https://login.example", "STAFF_SSO_CLIENT_ID": "x"}, "SECRET"),
        ({"STAFF_SSO_ROLES": "everybody=king"}, "role that doesn't exist"),
    ],
)
def test_settings_that_make_no_sense_stop_the_start(given: dict[str, str], said: str):
    environment = {"SECRET_KEY": "x" * 50, "PATH": "/usr/bin", "SITE_URL": "https://x.example"}
    done = subprocess.run(
        [sys.executable, "-c", "import hearthline.config.settings"],
        env=environment | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
