"""An unusual sign-in, from the page to the message."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import Browser, Session, SignIn, User
from hearthline.notices.models import Message
from tests import factories
from tests.identity.pages import kinds, latest_code
from tests.identity.test_second_step import STEP, type_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs

HOME, ABROAD = "192.0.2.44", "203.0.113.9"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def alice(db, clock):
    clock.now = clock.now.replace(hour=18)  # not in the middle of the night
    user = factories.make_user("alice")
    factories.make_member(factories.make_account(), user)
    return user


def at(place=HOME, **headers: str):
    return Client(REMOTE_ADDR=place, headers={"User-Agent": FIREFOX, **headers})


def test_history_says_how_where_and_why(alice, clock):
    sign_in(at())
    clock.now += timedelta(days=1)
    away = at(ABROAD)
    assert sign_in(away)["Location"] == STEP
    run_jobs("send_code")
    type_code(away, latest_code("second_step_code"), "email")
    first, asked, second = SignIn.objects.order_by("id")
    assert (asked.outcome, asked.place, asked.score) == ("second_step", "Lisbon", 60)
    assert (first.method, first.country, first.place) == ("password", "US", "Mapleton, Illinois")
    assert (first.score, first.reasons) == (0, [])
    assert (second.country, second.place) == ("PT", "Lisbon")
    assert (second.score, second.reasons) == (60, ["new_device", "new_country"])
    assert set(Session.objects.values_list("place", flat=True)) == {"Mapleton, Illinois", "Lisbon"}
    assert set(Browser.objects.values_list("country", flat=True)) == {"US", "PT"}


def test_wrong_passwords_say_where(alice):
    sign_in(at(ABROAD), password="wrong")
    assert SignIn.objects.get().place == "Lisbon"


def test_the_person_is_told_why_and_what_to_do(alice, clock):
    sign_in(at())
    assert kinds(kind="unusual_sign_in") == []
    clock.now += timedelta(days=1)
    sign_in(at(ABROAD))
    assert kinds(kind="unusual_sign_in") == [("unusual_sign_in", "email", "alice@mail.example")]
    told = Message.objects.get()
    for text in (told.body_text, told.body_html):
        assert "Firefox, Windows" in text
        assert "Lisbon" in text
        assert "before." in text
        assert "/security/not-me/?link=" in text
        assert "So we asked for a second step" in text
    assert "You hadn't signed in from this country before." in told.body_text
    assert ABROAD not in told.body_text + told.body_html
    assert told.user_id == alice.pk


def test_in_their_own_language(alice, clock):
    User.objects.update(language="es")
    sign_in(at())
    clock.now += timedelta(days=1)
    sign_in(at(ABROAD))
    text = Message.objects.get().body_text
    assert "país" in text
    assert "before" not in text


def test_a_new_browser_at_home_is_told_without_a_second_step(alice, clock):
    sign_in(at())
    clock.now += timedelta(days=1)
    sign_in(at())
    assert "second step" not in Message.objects.get().body_text


def test_the_same_browser_is_not_told(alice, clock):
    client = at()
    sign_in(client)
    client.post("/sign-out/")
    clock.now += timedelta(days=1)
    sign_in(client)
    assert kinds(kind="unusual_sign_in") == []


def test_nobodys_mailbox_is_flooded(alice, clock):
    sign_in(at())
    for _ in range(12):
        clock.now += timedelta(minutes=1)
        sign_in(at())
    assert len(kinds(kind="unusual_sign_in")) == 5


def test_a_stolen_password_is_said(alice, clock, monkeypatch):
    monkeypatch.setattr("hearthline.identity.backends.is_breached", lambda _: True)
    sign_in(at())
    sign_in(at())
    assert SignIn.objects.latest("id").reasons == ["new_device", "breached_password"]
    assert "/security/password/" in Message.objects.get().body_text


def test_many_failures_before(alice, clock):
    client = at()
    sign_in(client)
    client.post("/sign-out/")
    for _ in range(8):
        sign_in(at(), password="wrong")
    sign_in(client)
    assert SignIn.objects.latest("id").reasons == ["many_failures"]


def test_travel_is_measured_from_the_last_sign_in(alice, clock):
    client = at()
    sign_in(client)
    client.post("/sign-out/")
    clock.now += timedelta(hours=1)
    client.defaults["REMOTE_ADDR"] = ABROAD
    sign_in(client)
    assert SignIn.objects.latest("id").reasons == ["new_country", "impossible_travel"]


@pytest.mark.parametrize("times", [1, 98])
def test_the_hundredth_sign_in_costs_what_the_second_did(alice, clock, times):
    client = at()
    for _ in range(times):
        sign_in(client)
        client.post("/sign-out/")
        clock.now += timedelta(hours=1)
    with CaptureQueriesContext(connection) as seen:
        assert sign_in(client).status_code == 302
    assert len(seen) <= 4, [query["sql"][:80] for query in seen]


def test_no_address_is_kept_or_logged(alice, clock, caplog):
    sign_in(at(ABROAD), password="wrong")
    sign_in(at(ABROAD))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_name ~ '^(identity|notices|kernel|procrastinate)_'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%{ABROAD}%'"
                f" OR row::text LIKE '%203.0.113.0%'"
            )
            assert cursor.fetchone() == (0,), table
    assert "203.0.113" not in caplog.text
