"""Signing in with a code by email in place of a password."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import SignIn, User
from hearthline.identity.operations import FAILURE_CAP
from hearthline.notices.models import Message
from tests import factories
from tests.identity.pages import answer, kinds, latest_code
from tests.identity.test_second_step import STEP, App, be_unusual
from tests.identity.test_sign_in import is_signed_in, sign_in
from tests.queued import run_jobs

pytestmark = pytest.mark.django_db
ASK, ENTER = "/sign-in/code/", "/sign-in/code/enter/"


def ask(client, name="alice", **more: Any):
    response = client.post(ASK, {"identifier": name, **more})
    run_jobs("send_code")
    return response


def enter(client, code):
    return client.post(ENTER, {"code": code})


def test_a_code_signs_in(person):
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    assert ask(client, next="/bills/")["Location"] == ENTER
    assert kinds() == [("sign_in_code", "email", "alice@mail.example")]
    text = Message.objects.get().body_text
    assert "Type it only on testserver" in text
    assert "Firefox, Windows" in text
    assert "never asks for this code by phone" in text
    response = enter(client, latest_code("sign_in_code"))
    assert response["Location"] == "/bills/"
    assert is_signed_in(client)
    row = SignIn.objects.get()
    assert (row.outcome, row.method) == ("signed_in", "email_code")


def test_nobody_learns_who_exists(person):
    def walk(name):
        client = Client()
        with CaptureQueriesContext(connection) as seen:
            first = client.post(ASK, {"identifier": name})
        counted = len(seen)
        run_jobs("send_code")
        pages = [answer(first), answer(client.get(ENTER))]
        with CaptureQueriesContext(connection) as seen:
            pages += [answer(enter(client, "1234 5678")) for _ in range(6)]
        return [(*page[:2], page[2].replace(name, "NAME")) for page in pages], counted, len(seen)

    assert walk("alice") == walk("nobody")
    assert walk("alice@mail.example") == walk("nobody@mail.example")
    assert {to for _, _, to in kinds()} == {"alice@mail.example"}


def test_it_works_in_the_browser_that_asked_only(person):
    client, other = Client(), Client()
    ask(client)
    code = latest_code("sign_in_code")
    assert enter(other, code)["Location"] == ASK
    ask(other, "nobody")
    assert enter(other, code).status_code == 422
    assert enter(client, code).status_code == 302


def test_once_ten_minutes_five_tries(person, clock):
    client = Client()
    ask(client)
    code = latest_code("sign_in_code")
    for _ in range(5):
        assert enter(client, "0000 0000").status_code == 422
    assert enter(client, code).status_code == 422, "five tries"
    ask(client)
    clock.now += timedelta(minutes=11)
    assert enter(client, latest_code("sign_in_code")).status_code == 422, "ten minutes"
    ask(client)
    code = latest_code("sign_in_code")
    assert enter(client, code).status_code == 302
    client.post("/sign-out/")
    assert enter(client, code)["Location"] == ASK, "once"


def test_whoever_has_a_second_factor_still_passes_it_and_not_by_email(person, clock):
    app = App(person, clock.now)
    client = Client()
    ask(client)
    assert enter(client, latest_code("sign_in_code"))["Location"] == STEP
    assert not is_signed_in(client)
    assert "by email" not in client.get(STEP).content.decode()
    assert client.post(STEP + "send/", {"by": "email"})["Location"] == "/sign-in/"
    code = app.at(clock.now)
    assert client.post(STEP, {"by": "app", "code": code}).status_code == 302
    assert is_signed_in(client)
    assert SignIn.objects.latest("id").method == "email_code"


def test_unusual_and_nothing_else_at_hand_is_enough(person, monkeypatch):
    be_unusual(monkeypatch)
    client = Client()
    ask(client)
    assert enter(client, latest_code("sign_in_code"))["Location"] == "/"
    User.objects.update(phone="+12175550123")
    client = Client()
    ask(client)
    assert enter(client, latest_code("sign_in_code"))["Location"] == STEP, "a phone is something"


def test_it_lets_in_who_is_blocked_by_wrong_passwords(person):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    assert sign_in(Client()).status_code == 422
    client = Client()
    ask(client)
    assert enter(client, latest_code("sign_in_code")).status_code == 302


def test_who_floods_a_mailbox_keeps_no_known_browser_out(person):
    own = Client()
    sign_in(own)
    own.post("/sign-out/")
    for n in range(8):
        ask(Client(REMOTE_ADDR=f"192.0.2.{n}"))
    assert Message.objects.filter(kind="sign_in_code").count() == 5
    ask(own)
    assert Message.objects.filter(kind="sign_in_code").count() == 6
    assert enter(own, latest_code("sign_in_code")).status_code == 302


def test_limits_by_place(person):
    client = Client()
    for _ in range(5):
        assert ask(client).status_code == 302
    assert ask(client).status_code == 422
    assert ask(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_a_new_password_ends_codes(person, clock):
    client = Client()
    ask(client)
    from tests.identity.test_second_factors import change

    change(person, clock, "four walnuts in a drawer")
    assert enter(client, latest_code("sign_in_code")).status_code == 422


@pytest.mark.parametrize("name", ["", "a\x00b", "@", "x" * 300, "' OR 1=1 --", "😀"])
def test_odd_names_are_refused_calmly(client, person, name):
    assert client.post(ASK, {"identifier": name}).status_code in {302, 422}
    assert client.post(ENTER, {"code": "\x00" * 41}).status_code in {302, 422}


def test_inactive_people_stay_out(person):
    client = Client()
    ask(client)
    code = latest_code("sign_in_code")
    User.objects.update(is_active=False)
    assert enter(client, code).status_code == 422
    ask(client)
    assert Message.objects.filter(kind="sign_in_code").count() == 1


def test_nothing_leads_elsewhere(client, person):
    ask(client, next="https://evil.example/")
    assert enter(client, latest_code("sign_in_code"))["Location"] == "/"


def test_mallorys_code_signs_in_mallory(person):
    mallory = factories.make_user("mallory")
    client = Client()
    ask(client, "mallory")
    enter(client, latest_code("sign_in_code"))
    assert client.session["_auth_user_id"] == str(mallory.pk)
