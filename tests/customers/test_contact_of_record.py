"""The owner changes the account's contact of record; the old one is told and can take it back."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from hearthline.customers.models import ContactOfRecord, ContactOfRecordChange
from hearthline.customers.operations import (
    ask_to_change_contact_of_record,
    change_contact_of_record,
)
from hearthline.customers.registration_state import usable_contacts
from hearthline.identity.models import Challenge, SecurityEvent, User
from hearthline.identity.operations import ContactRefusal, UnableToChangeContact
from hearthline.kernel.clock import provider_date
from hearthline.notices.models import Message
from tests import factories
from tests.identity.pages import kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs, waiting

OLD, NEW = "home@mail.example", "new@mail.example"
OLD_PHONE, NEW_PHONE = "+12175550101", "+12175550147"


@pytest.fixture
def account(db):
    return factories.make_account(number="ALICE-1", email=OLD, phone=OLD_PHONE)


@pytest.fixture
def alice(account, clock, client):
    user = factories.make_user("alice")
    factories.make_member(account, user)
    sign_in(client)
    return user


@pytest.fixture
def bob(account, clock):
    user = factories.make_user("bob")
    factories.make_member(account, user, role="payer")
    return user


def on_file(account, channel="email"):
    return ContactOfRecord.objects.get(account=account, channel=channel)


def change(client, value=NEW, name="email"):
    asked = client.post(f"/settings/contact/{name}/", {name: value})
    run_jobs()
    if asked.status_code != 302:
        return asked
    return client.post(asked["Location"], {"code": latest_code("contact_change_code")})


def link_to(recipient):
    text = Message.objects.filter(kind="contact_changed", recipient=recipient).latest("id")
    return next(re.finditer(r"/security/undo/account/\?link=\S+", text.body_text)).group()


def undo(link):
    return Client().post(link.partition("?")[0], {"link": link.partition("link=")[2]})


def test_the_whole_way(client, alice, account, clock):
    assert OLD in client.get("/settings/contact/").content.decode()
    asked = client.post("/settings/contact/email/", {"email": "New@Mail.example"})
    assert asked["Location"] == "/settings/contact/email/code/"
    assert NEW in client.get(asked["Location"]).content.decode()
    run_jobs()
    assert on_file(account).value == OLD, "not before the code"
    done = client.post(asked["Location"], {"code": latest_code("contact_change_code")})
    assert done["Location"] == "/settings/contact/"
    contact = on_file(account)
    assert (contact.value, contact.since_date) == (NEW, provider_date(clock.now))
    page = client.get("/settings/contact/").content.decode()
    assert "Counts as proof from" in page
    assert kinds() == [
        ("contact_change_code", "email", NEW),
        ("contact_changed", "email", OLD),
        ("contact_changed", "email", "alice@mail.example"),
    ]
    told = "".join(
        m.body_text + m.body_html for m in Message.objects.filter(kind="contact_changed")
    )
    assert NEW not in told, "not what changed"
    assert SecurityEvent.objects.get().account_id == account.pk


def test_it_proves_nothing_for_thirty_days(client, alice, account, clock):
    change(client)
    change(client, NEW_PHONE, "phone")

    def proving(days):
        usable = usable_contacts(account_id=account.pk, now=clock.now + timedelta(days=days))
        return {contact.value for contact in usable}

    assert proving(29) == set()
    assert proving(30) == {NEW, NEW_PHONE}


def test_a_phone_too(client, alice, account):
    change(client, "(217) 555-0147", "phone")
    assert on_file(account, "sms").value == NEW_PHONE
    assert ("contact_changed", "sms", OLD_PHONE) in kinds()
    text = Message.objects.get(channel="sms", kind="contact_changed").body_text
    assert len(text) < 320


def test_one_that_was_not_there_is_told_to_the_others(client, alice, account):
    ContactOfRecord.objects.filter(channel="sms").delete()
    change(client, NEW_PHONE, "phone")
    assert kinds()[1:] == [
        ("contact_changed", "email", OLD),
        ("contact_changed", "email", "alice@mail.example"),
    ]
    undo(link_to(OLD))
    assert not ContactOfRecord.objects.filter(channel="sms").exists()


def test_the_old_one_takes_it_back_with_its_age(client, alice, account, clock):
    before = on_file(account).since_date
    change(client)
    change(client, "thief@mail.example")
    page = Client().get(link_to(OLD)).content.decode()
    assert "contact of record" in page
    assert undo(link_to(OLD))["Location"] == "/recover/password/code/"
    contact = on_file(account)
    assert (contact.value, contact.since_date) == (OLD, before)
    assert contact.imported_value is None
    assert undo(link_to(NEW)).status_code == 410, "later ones went with it"
    assert client.get("/settings/")["Location"].startswith("/sign-in/")
    assert User.objects.get(pk=alice.pk).held_at is not None
    run_jobs()
    assert kinds()[-1] == ("password_reset_code", "email", "alice@mail.example")


def test_a_week_and_no_longer(client, alice, account, clock):
    change(client)
    clock.now += timedelta(days=7)
    assert Client().get(link_to(OLD)).status_code == 410
    assert undo(link_to(OLD)).status_code == 410
    assert on_file(account).value == NEW


def test_not_me_takes_it_back_too(client, alice, account):
    change(client)
    client.post("/security/not-me/", {})
    assert on_file(account).value == OLD
    assert ContactOfRecordChange.objects.get().undone_at is not None


def test_not_me_leaves_what_was_changed_before(client, alice, account, clock):
    change(client)
    clock.now += timedelta(hours=1)
    client.post("/security/not-me/", {"since": int(clock.now.timestamp())})
    assert on_file(account).value == NEW


def test_ones_own_email_and_the_accounts_with_one_code(client, alice, account):
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    page = client.get("/settings/email/code/").content.decode()
    assert "ALICE-1" in page
    code = latest_code("email_change_code")
    wrong = client.post("/settings/email/code/", {"code": "12345678", "everywhere": "on"})
    assert wrong.status_code == 422
    assert on_file(account).value == OLD
    client.post("/settings/email/code/", {"code": code, "everywhere": "on"})
    alice.refresh_from_db()
    assert (alice.email, on_file(account).value) == (NEW, NEW)
    assert ("contact_changed", "email", OLD) in kinds()


def test_ones_own_email_alone(client, alice, account):
    client.post("/settings/email/", {"email": NEW})
    run_jobs()
    client.post("/settings/email/code/", {"code": latest_code("email_change_code")})
    alice.refresh_from_db()
    assert (alice.email, on_file(account).value) == (NEW, OLD)


# -- Who may not -----------------------------------------------------------------------------------


def test_who_is_not_the_owner_neither_sees_nor_changes(client, alice, account, bob, clock):
    other = Client()
    sign_in(other, "bob")
    page = other.get("/settings/contact/").content.decode()
    assert "Only the owner" in page
    for secret in (OLD, "0101"):
        assert secret not in page
    assert other.post("/settings/contact/email/", {"email": NEW})["Location"].endswith("/contact/")
    assert waiting() == []
    with pytest.raises(UnableToChangeContact) as refused:
        ask_to_change_contact_of_record(
            account_id=account.pk,
            user_id=bob.pk,
            channel="email",
            value=NEW,
            place="x",
            now=clock.now,
        )
    assert refused.value.refusal is ContactRefusal.NOT_OWNER
    other.post("/settings/email/", {"email": NEW})
    run_jobs()
    assert "ALICE-1" not in other.get("/settings/email/code/").content.decode()
    code = latest_code("email_change_code")
    other.post("/settings/email/code/", {"code": code, "everywhere": "on"})
    assert on_file(account).value == OLD, "a form of one's own making changes nothing"


def test_an_owner_no_longer_can_not_use_a_code(client, alice, account, clock):
    client.post("/settings/contact/email/", {"email": NEW})
    run_jobs()
    account.members.update(role="viewer")
    with pytest.raises(UnableToChangeContact):
        change_contact_of_record(
            account_id=account.pk,
            user_id=alice.pk,
            channel="email",
            code=latest_code("contact_change_code"),
            user_agent="",
            now=clock.now,
        )


def test_mallorys_account_is_hers_alone(client, alice, account, clock):
    hers = factories.make_account(number="MALLORY-1", email="m@mail.example")
    factories.make_member(hers, factories.make_user("mallory"))
    mallory = Client()
    sign_in(mallory, "mallory")
    client.post("/settings/contact/email/", {"email": NEW})
    run_jobs()
    code = latest_code("contact_change_code")
    answer = mallory.post("/settings/contact/email/code/", {"code": code})
    assert answer["Location"] == "/settings/contact/", "nothing is under way for her"
    mallory.post("/settings/contact/email/", {"email": "m2@mail.example"})
    run_jobs()
    assert mallory.post("/settings/contact/email/code/", {"code": code}).status_code == 422
    assert on_file(hers).value == "m@mail.example"


def test_after_five_minutes_it_is_asked_again_who_it_is(client, alice, clock):
    clock.now += timedelta(minutes=5)
    for address in ("email/", "email/code/", "phone/", "phone/code/"):
        for answer in (
            client.get(f"/settings/contact/{address}"),
            client.post(f"/settings/contact/{address}", {"email": NEW, "code": "1"}),
        ):
            assert answer["Location"].startswith("/security/confirm/")
    assert waiting() == []


@pytest.mark.parametrize("typed", ["", "nonsense", "a@", "x" * 300, OLD, OLD.upper(), "a\x00@b.c"])
def test_refused_addresses_come_back(client, alice, typed):
    page = client.post("/settings/contact/email/", {"email": typed})
    assert page.status_code == 422
    assert waiting() == []


def test_codes_are_limited(client, alice):
    ends = [
        client.post("/settings/contact/email/", {"email": f"n{n}@mail.example"}).status_code
        for n in range(6)
    ]
    assert ends == [302] * 5 + [422]


def test_no_mailbox_is_flooded_from_two_pages(client, alice):
    """Codes to one address count together, whatever they are for."""
    pages = ["/settings/email/", "/settings/contact/email/"] * 3
    ends = [client.post(page, {"email": NEW}).status_code for page in pages]
    assert ends == [302] * 5 + [422]


def test_a_new_password_ends_the_codes(client, alice, account, clock):
    client.post("/settings/contact/email/", {"email": NEW})
    run_jobs()
    client.post(
        "/security/password/",
        {"current_password": factories.PASSWORD, "new_password": "four walnuts in a drawer"},
    )
    assert not Challenge.objects.filter(expires_at__gt=clock.now).exists()


def test_one_code_eight_times_at_once(committed):
    account = factories.make_account(number="ALICE-1", email=OLD)
    alice = factories.make_user("alice")
    factories.make_member(account, alice)
    now = datetime.now(tz=UTC)
    asked: dict[str, Any] = {"account_id": account.pk, "user_id": alice.pk, "channel": "email"}
    ask_to_change_contact_of_record(**asked, value=NEW, place="x", now=now)
    run_jobs()
    code = latest_code("contact_change_code")
    barrier = Barrier(8)

    def run(_):
        barrier.wait()
        try:
            return change_contact_of_record(**asked, code=code, user_agent="", now=now)
        except UnableToChangeContact as error:
            return error.refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(run, range(8)))
    assert ends.count(None) == 1
    assert ContactOfRecordChange.objects.count() == 1
