"""Whoever holds the old address takes a change back: for a week, once, whatever followed."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.db import ProgrammingError, connections, transaction
from django.test import Client

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.models import ContactChange, SecurityEvent, Session, User
from hearthline.identity.operations import (
    UnableToUndo,
    ask_to_change_email,
    change_email,
    undo_contact_change,
)
from hearthline.notices.models import Message
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs

OLD, NEW = "alice@mail.example", "new@mail.example"


@pytest.fixture
def alice(person, clock, client):
    sign_in(client)
    return person


def link_to(recipient, kind="email_changed"):
    """The newest link that a contact was sent."""
    text = Message.objects.filter(kind=kind, recipient=recipient).latest("id").body_text
    return next(re.finditer(r"/security/undo/\S*\?link=\S+", text)).group()


def token_of(link):
    return link.partition("link=")[2]


def change_to(user, email, now):
    ask_to_change_email(user_id=user.pk, email=email, place="x", now=now)
    run_jobs()
    change_email(user_id=user.pk, code=latest_code("email_change_code"), now=now)


def undo(client, link):
    return client.post(link.partition("?")[0], {"link": token_of(link)})


def test_the_whole_way_back(client, alice, clock):
    change_to(alice, NEW, clock.now)
    link = link_to(OLD)
    thief = Client()
    assert sign_in(thief, NEW).status_code == 302
    guest = Client()
    page = guest.get(link).content.decode()
    assert "signed out" in page
    assert User.objects.get(pk=alice.pk).email == NEW, "a link that is opened does nothing"
    done = undo(guest, link)
    assert done["Location"] == "/recover/password/code/"
    alice.refresh_from_db()
    assert alice.email == OLD
    assert thief.get("/settings/")["Location"].startswith("/sign-in/")
    assert client.get("/settings/")["Location"].startswith("/sign-in/")
    assert sign_in(Client(), "alice", PASSWORD).status_code != 302, "the password is blocked"
    run_jobs()
    assert kinds()[-2:] == [
        ("contact_change_undone", "email", OLD),
        ("password_reset_code", "email", OLD),
    ]
    back = guest.post(
        "/recover/password/code/",
        {
            "reference": guest.session["recovery"]["reference"],
            "code": latest_code("password_reset_code"),
            "new_password": NEW_PASSWORD,
        },
    )
    assert back["Location"] == "/sign-in/"
    assert sign_in(guest, "alice", NEW_PASSWORD)["Location"] == "/"
    alice.refresh_from_db()
    assert alice.held_at is None
    events = list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))
    assert events == ["email_changed", "email_change_undone", "password_reset"]


def test_the_notice_names_no_new_address_and_stands_on_no_page(client, alice, clock):
    change_to(alice, NEW, clock.now)
    told = Message.objects.get(kind="email_changed")
    assert NEW not in told.body_text + told.body_html
    assert told.is_secret, "whoever is in must not find the link"
    assert "undo" not in client.get("/messages/").content.decode()


def test_the_first_undoes_all_that_followed(alice, clock):
    change_to(alice, NEW, clock.now)
    change_to(alice, "thief@mail.example", clock.now)
    first, second = token_of(link_to(OLD)), token_of(link_to(NEW))
    undo_contact_change(token=first, user_agent="", now=clock.now)
    alice.refresh_from_db()
    assert alice.email == OLD
    with pytest.raises(UnableToUndo):
        undo_contact_change(token=second, user_agent="", now=clock.now)
    assert ContactChange.objects.filter(undone_at__isnull=True).count() == 0


def test_a_later_one_undoes_only_itself(alice, clock):
    change_to(alice, NEW, clock.now)
    clock.now += timedelta(minutes=1)
    change_to(alice, "thief@mail.example", clock.now)
    undo_contact_change(token=token_of(link_to(NEW)), user_agent="", now=clock.now)
    alice.refresh_from_db()
    assert alice.email == NEW
    assert recovery_email_of(user_id=alice.pk, now=clock.now) == OLD, "the first can still speak"
    undo_contact_change(token=token_of(link_to(OLD)), user_agent="", now=clock.now)
    alice.refresh_from_db()
    assert alice.email == OLD


def test_what_was_added_lately_goes(alice, clock):
    old = Authenticator.objects.create(
        user=alice, type="webauthn", data={}, created_at=clock.now - timedelta(days=40)
    )
    Authenticator.objects.create(user=alice, type="totp", data={}, created_at=clock.now)
    change_to(alice, NEW, clock.now)
    undo_contact_change(token=token_of(link_to(OLD)), user_agent="", now=clock.now)
    assert list(Authenticator.objects.all()) == [old]


@pytest.mark.parametrize(("days", "works"), [(6.99, True), (7, False)])
def test_a_week_and_no_longer(alice, clock, days, works):
    change_to(alice, NEW, clock.now)
    link = link_to(OLD)
    clock.now += timedelta(days=days)
    assert Client().get(link).status_code == (200 if works else 410)
    undo(Client(), link)
    alice.refresh_from_db()
    assert alice.email == (OLD if works else NEW)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "\x00", "é", "a" * 5000])
def test_nonsense_undoes_nothing(client, alice, clock, token):
    change_to(alice, NEW, clock.now)
    assert client.get("/security/undo/", {"link": token}).status_code == 410
    assert client.post("/security/undo/", {"link": token}).status_code == 410
    assert client.post("/security/undo/account/", {"link": token}).status_code == 410
    alice.refresh_from_db()
    assert alice.email == NEW


def test_a_link_works_once(alice, clock):
    change_to(alice, NEW, clock.now)
    link = link_to(OLD)
    undo(Client(), link)
    User.objects.filter(pk=alice.pk).update(held_at=None)
    assert undo(Client(), link).status_code == 410
    assert User.objects.get(pk=alice.pk).held_at is None


def test_the_form_needs_its_token(alice, clock):
    change_to(alice, NEW, clock.now)
    assert undo(Client(enforce_csrf_checks=True), link_to(OLD)).status_code == 403


def test_an_address_that_somebody_else_has_by_now(alice, clock):
    """The way in is shut all the same, and codes go to who proved to have the old address."""
    change_to(alice, NEW, clock.now)
    factories.make_user("somebody", email=OLD)
    done = Client()
    undo(done, link_to(OLD))
    assert "call us" in done.get("/recover/password/code/").content.decode()
    alice.refresh_from_db()
    assert alice.email == NEW
    assert alice.held_at is not None
    run_jobs()
    assert kinds()[-1] == ("password_reset_code", "email", OLD)


def test_a_phone_comes_back(client, alice, clock):
    User.objects.update(phone="+12175550147")
    client.post("/settings/phone/remove/")
    run_jobs()
    link = link_to("+12175550147", "phone_changed")
    assert link == link_to(OLD, "phone_changed"), "both are told, and either can"
    undo(Client(), link)
    alice.refresh_from_db()
    assert alice.phone == "+12175550147"
    assert not Session.objects.filter(user=alice).exists()


# -- Recovery while a change is fresh --------------------------------------------------------------


def ask_for_reset(name):
    client = Client()
    client.post("/recover/password/", {"identifier": name})
    run_jobs()
    return client


@pytest.mark.parametrize("typed", ["alice", NEW, OLD, OLD.upper()])
def test_for_a_week_codes_go_to_the_old_address(alice, clock, typed):
    change_to(alice, NEW, clock.now)
    ask_for_reset(typed)
    assert kinds()[-1] == ("password_reset_code", "email", OLD)


def test_after_a_week_they_go_to_the_new_one(alice, clock):
    change_to(alice, NEW, clock.now)
    clock.now += timedelta(days=7)
    ask_for_reset("alice")
    assert kinds()[-1] == ("password_reset_code", "email", NEW)
    before = Message.objects.count()
    ask_for_reset(OLD)
    assert Message.objects.count() == before, "the old one is nobody's now"


def test_the_old_address_is_who_has_it_now(alice, clock):
    change_to(alice, NEW, clock.now)
    somebody = factories.make_user("somebody", email=OLD)
    ask_for_reset(OLD)
    assert Message.objects.latest("id").user_id == somebody.pk


def test_a_new_password_is_told_at_both(client, alice, clock):
    change_to(alice, NEW, clock.now)
    client.post("/security/password/", {"current_password": PASSWORD, "new_password": NEW_PASSWORD})
    told = Message.objects.filter(kind="password_changed").values_list("recipient", flat=True)
    assert sorted(told) == [OLD, NEW]


# -- Underneath ------------------------------------------------------------------------------------


def test_what_it_was_can_not_be_rewritten(alice, clock):
    change_to(alice, NEW, clock.now)
    with pytest.raises(ProgrammingError), transaction.atomic():
        ContactChange.objects.update(old_value="mallory@mail.example")
    with pytest.raises(ProgrammingError), transaction.atomic():
        ContactChange.objects.all().delete()


def test_eight_times_at_once(committed):
    alice = factories.make_user("alice")
    now = datetime.now(tz=UTC)
    change_to(alice, NEW, now)
    token = token_of(link_to(OLD))
    barrier = Barrier(8)

    def run(_):
        barrier.wait()
        try:
            return undo_contact_change(token=token, user_agent="", now=now).is_restored
        except UnableToUndo:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(run, range(8)))
    assert ends.count(True) == 1
    assert ends.count(None) == 7
    assert Message.objects.filter(kind="contact_change_undone").count() == 1
    assert SecurityEvent.objects.filter(kind="email_change_undone").count() == 1
