"""A new email address or phone number: the new one proves itself, the old one is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.checks import users_without_verified_email
from hearthline.identity.models import Challenge, User
from hearthline.identity.operations import (
    FAILURE_CAP,
    ContactRefusal,
    UnableToChangeContact,
    ask_to_change_email,
    ask_to_change_phone,
    change_email,
)
from hearthline.notices.models import Message
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import answer, kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs, waiting

NEW = "new@mail.example"
PHONE, E164 = "(217) 555-0147", "+12175550147"


@pytest.fixture
def alice(person, clock, client):
    """alice has just signed in, so she needn't give her password again."""
    sign_in(client)
    return person


def refresh(user):
    user.refresh_from_db()
    return user


# -- Email -----------------------------------------------------------------------------------------


def test_email_the_whole_way(client, alice):
    other = Client()
    sign_in(other)
    asked = client.post("/settings/email/", {"email": "New@Mail.example"})
    assert asked["Location"] == "/settings/email/code/"
    assert NEW in client.get("/settings/email/code/").content.decode()
    run_jobs()
    assert refresh(alice).email == "alice@mail.example", "not before the code"
    done = client.post("/settings/email/code/", {"code": latest_code("email_change_code")})
    assert done["Location"] == "/settings/"
    assert refresh(alice).email == NEW
    address = EmailAddress.objects.get(user=alice)
    assert (address.email, address.verified, address.primary) == (NEW, True, True)
    assert list(users_without_verified_email()) == []
    assert kinds() == [
        ("email_change_code", "email", NEW),
        ("email_changed", "email", "alice@mail.example"),
    ]
    told = Message.objects.get(kind="email_changed")
    assert NEW not in told.body_text + told.body_html + told.subject
    assert NEW in client.get("/settings/").content.decode(), "the page goes on"
    assert other.get("/settings/").status_code == 200, "and so do the other sessions"
    assert sign_in(Client(), NEW).status_code == 302
    assert sign_in(Client(), "alice@mail.example").status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your new email"),
        ("nonsense", "Check it"),
        ("a@b.c\nBcc: x@y.example", "Check it"),
        ("ALICE@mail.example", "already"),
    ],
)
def test_refused_addresses_come_back(client, alice, typed, said):
    page = client.post("/settings/email/", {"email": typed})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert waiting() == []


def test_a_taken_address_is_told_to_its_owner_only(client, alice):
    factories.make_user("mallory", email="taken@mail.example")

    def walk(address):
        with CaptureQueriesContext(connection) as queries:
            asked = answer(client.post("/settings/email/", {"email": address}))
            page = answer(client.get("/settings/email/code/"))
            guessed = answer(client.post("/settings/email/code/", {"code": "12345678"}))
        return str((asked, page, guessed)).replace(address, "ADDRESS"), len(queries)

    free, taken = walk("free@mail.example"), walk("taken@mail.example")
    assert taken == free
    assert run_jobs("send_code") == ["send_code"] * 2
    assert kinds() == [
        ("email_change_code", "email", "free@mail.example"),
        ("email_change_taken", "email", "taken@mail.example"),
    ]
    assert "alice" not in Message.objects.get(kind="email_change_taken").body_text
    newest = Challenge.objects.latest("id")
    assert (newest.sent_to, newest.code_hash) == ("taken@mail.example", None)


def test_an_address_that_somebody_takes_meanwhile(client, alice):
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    factories.make_user("quicker", email=NEW)
    page = client.post("/settings/email/code/", {"code": latest_code("email_change_code")})
    assert "already has a sign-in" in page.content.decode()
    assert refresh(alice).email == "alice@mail.example"


def test_a_code_once_and_only_the_newest(client, alice):
    client.post("/settings/email/", {"email": "first@mail.example"})
    run_jobs()
    first = latest_code("email_change_code")
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    assert client.post("/settings/email/code/", {"code": first}).status_code == 422
    code = latest_code("email_change_code")
    assert client.post("/settings/email/code/", {"code": code}).status_code == 302
    assert client.post("/settings/email/code/", {"code": code})["Location"] == "/settings/"
    assert Message.objects.filter(kind="email_changed").count() == 1


def test_wrong_and_late_codes(client, alice, clock):
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    code = latest_code("email_change_code")
    for _ in range(5):
        last = client.post("/settings/email/code/", {"code": "11111111"})
    assert "too many wrong codes" in last.content.decode()
    assert client.post("/settings/email/code/", {"code": code}).status_code == 422
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    clock.now += timedelta(minutes=10)
    client.post("/security/confirm/", {"password": PASSWORD})
    late = client.post("/settings/email/code/", {"code": latest_code("email_change_code")})
    assert "run out" in late.content.decode()
    assert refresh(alice).email == "alice@mail.example"


def test_mallory_can_do_nothing_with_alices_code(client, alice):
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    mallory = Client()
    factories.make_user("mallory")
    sign_in(mallory, "mallory")
    code = latest_code("email_change_code")
    answer = mallory.post("/settings/email/code/", {"code": code})
    assert answer["Location"] == "/settings/", "nothing is under way for her"
    mallory.post("/settings/email/", {"email": "m2@mail.example"})
    run_jobs()
    assert mallory.post("/settings/email/code/", {"code": code}).status_code == 422
    assert User.objects.get(username="mallory").email == "mallory@mail.example"


def test_codes_are_limited(client, alice):
    codes = [
        client.post("/settings/email/", {"email": f"n{n}@mail.example"}).status_code
        for n in range(6)
    ]
    assert codes == [302] * 5 + [422]


def test_one_code_eight_times_at_once(committed):
    alice = factories.make_user("alice")
    now = datetime.now(tz=UTC)
    ask_to_change_email(user_id=alice.pk, email=NEW, place="x", now=now)
    run_jobs()
    code = latest_code("email_change_code")
    barrier = Barrier(8)

    def change(_):
        barrier.wait()
        try:
            return change_email(user_id=alice.pk, code=code, now=now)
        except UnableToChangeContact as error:
            return error.refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(change, range(8)))
    assert ends.count(None) == 1
    assert ends.count(ContactRefusal.CODE_EXPIRED) == 7
    assert Message.objects.filter(kind="email_changed").count() == 1


# -- Phone -----------------------------------------------------------------------------------------


def test_phone_the_whole_way(client, alice):
    assert client.post("/settings/phone/", {"phone": PHONE})["Location"] == "/settings/phone/code/"
    page = client.get("/settings/phone/code/").content.decode()
    assert PHONE in page
    assert f'value="{E164}"' in page
    run_jobs()
    code = latest_code("phone_change_code")
    assert client.post("/settings/phone/code/", {"code": code})["Location"] == "/settings/"
    assert refresh(alice).phone == E164
    assert PHONE in client.get("/settings/").content.decode()
    client.post("/settings/phone/", {"phone": "+44 20 7946 0999"})
    run_jobs()
    client.post("/settings/phone/code/", {"code": latest_code("phone_change_code")})
    assert refresh(alice).phone == "+442079460999"
    assert kinds() == [
        ("phone_change_code", "sms", E164),
        ("phone_changed", "email", "alice@mail.example"),
        ("phone_change_code", "sms", "+442079460999"),
        ("phone_changed", "email", "alice@mail.example"),
        ("phone_changed", "sms", E164),
    ]
    assert "0999" not in "".join(m.body_text for m in Message.objects.filter(kind="phone_changed"))


def test_a_phone_is_removed_and_told(client, alice):
    User.objects.update(phone=E164)
    client.post("/settings/phone/", {"phone": "(217) 555-0148"})
    run_jobs()
    code = latest_code("phone_change_code")
    assert client.post("/settings/phone/remove/")["Location"] == "/settings/"
    assert client.post("/settings/phone/remove/")["Location"] == "/settings/"
    assert refresh(alice).phone == ""
    assert kinds()[1:] == [
        ("phone_changed", "email", "alice@mail.example"),
        ("phone_changed", "sms", E164),
    ]
    late = client.post("/settings/phone/code/", {"code": code})
    assert late.status_code == 422, "a code that was under way ended with it"


@pytest.mark.parametrize("typed", ["", "12", "call me", "+1 217", "x" * 41])
def test_refused_numbers_come_back(client, alice, typed):
    assert client.post("/settings/phone/", {"phone": typed}).status_code == 422
    assert waiting() == []


def test_without_text_messages_the_page_says_so(client, alice, settings, clock):
    settings.SMS_ADAPTER = ""
    page = client.get("/settings/phone/").content.decode()
    assert "send text messages" in page
    assert 'name="phone"' not in page
    assert client.post("/settings/phone/", {"phone": PHONE}).status_code == 422
    with pytest.raises(UnableToChangeContact):
        ask_to_change_phone(user_id=alice.pk, phone=PHONE, place="x", now=clock.now)
    assert "send text messages" in client.get("/settings/").content.decode()


# -- The password first ----------------------------------------------------------------------------


def test_after_five_minutes_the_password_is_asked_for_again(client, alice, clock):
    clock.now += timedelta(minutes=5)
    for address in ("email/", "email/code/", "phone/", "phone/code/"):
        target = client.get(f"/settings/{address}")["Location"]
        assert target == f"/security/confirm/?next=/settings/{address.replace('/', '%2F')}".replace(
            "/settings/", "%2Fsettings%2F"
        )
    sent = client.post("/settings/email/", {"email": NEW})
    assert sent["Location"].startswith("/security/confirm/")
    assert client.post("/settings/phone/remove/")["Location"].startswith("/security/confirm/")
    assert waiting() == []
    page = client.get(sent["Location"]).content.decode()
    assert 'value="/settings/email/"' in page
    proven = client.post("/security/confirm/", {"password": PASSWORD, "next": "/settings/email/"})
    assert proven["Location"] == "/settings/email/"
    assert f'value="{NEW}"' in client.get("/settings/email/").content.decode(), "still there"
    assert NEW not in client.get("/settings/email/").content.decode(), "only once"


def test_the_session_keeps_no_secret(client, alice, clock):
    clock.now += timedelta(minutes=5)
    client.post("/settings/email/", {"email": NEW, "password": "a secret", "code": "12345678"})
    client.post("/settings/email/code/", {"code": "87654321"})
    kept = str(dict(client.session))
    assert "a secret" not in kept
    assert "12345678" not in kept
    assert "87654321" not in kept


def test_wrong_passwords_count_towards_the_cap(client, alice):
    pages = [
        client.post("/security/confirm/", {"password": "wrong"}).content.decode() for _ in range(6)
    ]
    assert "your password" in pages[4]
    assert "Too many tries" in pages[5]
    assert refresh(alice).failed_sign_ins == 5
    assert alice.sign_ins.filter(outcome="wrong_password").count() == 5


def test_at_the_cap_only_a_reset_helps(client, alice):
    User.objects.update(failed_sign_ins=FAILURE_CAP)
    page = client.post("/security/confirm/", {"password": PASSWORD})
    assert page.status_code == 422
    assert "code by email" in page.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_confirming_leads_nowhere_else(client, alice, target):
    done = client.post("/security/confirm/", {"password": PASSWORD, "next": target})
    assert done["Location"] == "/security/"


def test_signing_in_again_needs_no_second_password(client, alice, clock):
    clock.now += timedelta(hours=2)
    again = Client()
    sign_in(again)
    assert again.get("/settings/email/").status_code == 200
