"""Signing in and out, as a browser does it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import Session, SignIn, User
from hearthline.identity.operations import FAILURE_CAP, SESSIONS_KEPT, sweep, unblock_user
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    user = factories.make_user("Alice", email="Alice.Archer@Mail.example")
    factories.make_member(factories.make_account(), user)
    return user


def sign_in(client, login="alice", password=PASSWORD, **values: Any):
    return client.post("/sign-in/", {"login": login, "password": password, **values})


def is_signed_in(client):
    return "_auth_user_id" in client.session


# -- Who gets in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "login", ["Alice", "alice", "ALICE", "alice.archer@mail.example", " Alice.Archer@MAIL.example "]
)
def test_username_and_email_in_any_case(client, alice, login):
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(alice.pk)


@pytest.mark.parametrize(
    "password", [PASSWORD.lower(), PASSWORD.upper(), PASSWORD + " ", " " + PASSWORD]
)
def test_passwords_are_case_sensitive_and_exact(client, alice, password):
    assert sign_in(client, password=password).status_code == 422
    assert not is_signed_in(client)


def test_accents_may_be_composed_either_way(client, alice):
    alice.set_password("un café crème s'il vous plaît")
    alice.save()
    assert (
        sign_in(client, password="un cafe\u0301 cre\u0300me s'il vous plai\u0302t").status_code
        == 302
    )


def test_inactive_people_stay_out(client, alice):
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 422


def test_staff_begin_at_the_console(client):
    factories.make_user("sam", is_staff=True)
    assert sign_in(client, "sam")["Location"].startswith("/console")


def test_forms_need_their_token(alice):
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


@pytest.mark.parametrize("login", ["", "a\x00b", "@", "x" * 300, "' OR 1=1 --", "\udc80"])
def test_odd_names_are_refused_calmly(client, alice, login):
    response = client.post(
        "/sign-in/", {"login": login.encode("utf-8", "surrogatepass"), "password": "x"}
    )
    assert response.status_code == 422


# -- What a wrong answer says ----------------------------------------------------------------------


def same(response, login):
    text = response.content.decode().replace(login, "NAME")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "", text)


def test_unknown_name_and_wrong_password_look_the_same(client, alice):
    pages, queries = [], []
    for login in ("alice", "nobody", "alice.archer@mail.example", "nobody@mail.example"):
        with CaptureQueriesContext(connection) as seen:
            response = sign_in(client, login, "not the password")
        assert response.status_code == 422
        pages.append(same(response, login))
        queries.append(len(seen))
    assert len(set(pages)) == 1
    assert len(set(queries)) == 1
    page = pages[0]
    assert "<title>Error" in page
    assert "case-sensitive" in page
    assert 'value="NAME"' in page
    assert "not the password" not in page


def test_an_unknown_name_costs_a_verification(client, monkeypatch):
    from hearthline.identity.hashers import Argon2id

    verified = []
    original = Argon2id.verify

    def counted(self, password, encoded):
        verified.append(encoded)
        return original(self, password, encoded)

    monkeypatch.setattr(Argon2id, "verify", counted)
    sign_in(client, "nobody")
    assert len(verified) == 1


def test_nobodys_hash_costs_what_a_new_one_does():
    from hearthline.identity.backends import NOBODYS_HASH
    from hearthline.identity.hashers import Argon2id

    assert Argon2id().must_update(NOBODYS_HASH) is False
    assert "m=19456,t=2,p=1" in NOBODYS_HASH


def test_a_dearer_hash_is_made_anew(client, alice):
    from django.contrib.auth.hashers import Argon2PasswordHasher

    alice.password = Argon2PasswordHasher().encode(PASSWORD, "asaltthatislongenough")
    alice.save()
    assert "m=102400" in alice.password
    assert sign_in(client).status_code == 302
    alice.refresh_from_db()
    assert "m=19456,t=2,p=1" in alice.password
    assert sign_in(Client()).status_code == 302


# -- Guessing --------------------------------------------------------------------------------------


def test_ten_tries_a_name_in_five_minutes(client, alice):
    for _ in range(10):
        assert "match" in sign_in(client, password="wrong").content.decode()
    blocked = sign_in(client)
    assert "Too many tries" in blocked.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    for _ in range(11):
        nobody = sign_in(elsewhere, "nobody", "wrong")
    assert same(nobody, "nobody") == same(blocked, "alice"), "the same for who doesn't exist"


def test_right_passwords_are_not_counted(alice):
    for _ in range(12):
        assert sign_in(Client()).status_code == 302


def test_ten_wrong_tries_from_one_place(client):
    for n in range(10):
        sign_in(client, f"nobody{n}")
    assert "Too many tries" in sign_in(client, "another").content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert "Too many tries" not in sign_in(elsewhere, "another").content.decode()


def test_a_client_cannot_choose_its_place(client, settings):
    for n in range(11):
        last = client.post(
            "/sign-in/",
            {"login": f"nobody{n}", "password": "x"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )
    assert "Too many tries" in last.content.decode()


def test_behind_a_proxy_each_client_has_its_own_limit(client, settings):
    settings.TRUSTED_PROXY_COUNT = 1

    def from_place(n, place):
        return client.post(
            "/sign-in/",
            {"login": f"nobody{n}", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.0.{n}, {place}"},
        ).content.decode()

    for n in range(10):
        from_place(n, "192.0.2.1")
    assert "Too many tries" in from_place(11, "192.0.2.1")
    assert "Too many tries" not in from_place(12, "192.0.2.2")


def test_failures_count_over_both_names_until_a_right_password(client, alice):
    sign_in(client, "alice", "wrong")
    sign_in(client, "alice.archer@mail.example", "wrong")
    alice.refresh_from_db()
    assert alice.failed_sign_ins == 2
    sign_in(client)
    alice.refresh_from_db()
    assert alice.failed_sign_ins == 0


def test_at_the_cap_no_password_is_right_any_more(client, alice):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert sign_in(client).status_code == 422
    assert SignIn.objects.get().outcome == "blocked"
    assert unblock_user(user_id=alice.pk, now=NOW)
    assert sign_in(client).status_code == 302


# -- What is written down --------------------------------------------------------------------------


def test_history_names_the_device_and_no_address(alice):
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1"
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR="192.0.2.44")
    sign_in(client, password="wrong")
    sign_in(client)
    rows = list(SignIn.objects.order_by("id").values_list("outcome", "device"))
    assert rows == [("wrong_password", "Safari, iPhone"), ("signed_in", "Safari, iPhone")]
    with connection.cursor() as cursor:
        for table in ("identity_signin", "identity_session", "identity_attemptcount"):
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%192.0.2.44%'"
            )
            assert cursor.fetchone() == (0,)


def test_a_sign_in_takes_three_statements(client, alice):
    with CaptureQueriesContext(connection) as seen:
        assert sign_in(client).status_code == 302
    assert len(seen) == 3, [query["sql"] for query in seen]


def test_sessions_are_kept_as_hashes_and_capped(alice):
    clients = [Client() for _ in range(SESSIONS_KEPT + 3)]
    for client in clients:
        sign_in(client)
    assert Session.objects.filter(user=alice).count() == SESSIONS_KEPT
    assert clients[0].get("/no-account/").status_code == 302, "the oldest was ended"
    assert clients[-1].get("/no-account/").status_code == 200
    cookie = clients[-1].cookies["session"].value
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM identity_session AS row WHERE row::text LIKE %s", [f"%{cookie}%"]
        )
        assert cursor.fetchone() == (0,)


def test_session_key_changes_at_sign_in(client, alice):
    session = client.session
    session["before"] = "kept"
    session.save()
    before = client.cookies["session"].value
    sign_in(client)
    assert client.cookies["session"].value != before
    assert client.session["before"] == "kept"
    stolen = Client()
    stolen.cookies["session"] = before
    assert not is_signed_in(stolen)


def test_sweep_removes_what_ran_out(client, alice):
    sign_in(client)
    sign_in(client, password="wrong")
    now = datetime.now(tz=UTC)
    sweep(now=now)
    assert Session.objects.count() == 1
    sweep(now=now + timedelta(days=15))
    assert Session.objects.count() == 0


# -- Where people land -----------------------------------------------------------------------------


def test_next_leads_back(client, alice):
    page = client.get("/sign-in/?next=/bills/1/")
    assert 'value="/bills/1/"' in page.content.decode()
    assert sign_in(client, next="/bills/1/")["Location"] == "/bills/1/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "https://localhost/",
        "\x08//evil.example",
    ],
)
def test_next_never_leads_elsewhere(client, alice, target):
    assert (
        'name="next" value="/sign-in/' in client.get("/sign-in/", {"next": target}).content.decode()
    )
    assert client.get("/sign-in/", {"next": target}).context["next"] == ""
    assert sign_in(client, next=target)["Location"] == "/"
    assert client.get("/sign-in/", {"next": target})["Location"] == "/"


def test_signed_in_people_go_on(client, alice):
    sign_in(client)
    assert client.get("/sign-in/")["Location"] == "/"
    assert client.get("/sign-in/?next=/bills/")["Location"] == "/bills/"


def test_signed_in_pages_are_kept_nowhere(client, alice):
    assert "no-store" in sign_in(client)["Cache-Control"]
    page = client.get("/no-account/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")


def test_signing_out_ends_the_session(client, alice):
    sign_in(client)
    cookie = client.cookies["session"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    client.cookies["session"] = cookie
    assert client.get("/no-account/")["Location"].startswith("/sign-in/")
    assert client.post("/sign-out/").status_code == 302, "twice does no harm"


@pytest.mark.parametrize("address", ["accounts/login/", "accounts/signup/", "signup/"])
def test_allauths_own_pages_are_not_there(client, address):
    assert client.get(f"/{address}").status_code == 404


def test_foreign_hosts_are_refused(client):
    assert client.get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
