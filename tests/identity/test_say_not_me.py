"""One step shuts everybody out and walks the person back in; the link to it is no weapon."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from allauth.mfa.models import Authenticator
from django.core.signing import Signer
from django.db import connections
from django.http import HttpResponse
from django.test import Client, RequestFactory

from hearthline.identity.links import not_me_address
from hearthline.identity.models import Browser, Challenge, SecurityEvent, Session, User
from hearthline.identity.operations import UnableToSayNotMe, say_not_me
from hearthline.notices.models import Message
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.identity.test_undo_contact_change import change_to
from tests.queued import run_jobs

ADDRESS = "/security/not-me/"


@pytest.fixture
def alice(person, clock, client):
    sign_in(client)
    return person


def link_of(user, clock, since=None):
    full = not_me_address(user_id=user.pk, since=since or clock.now, now=clock.now)
    return full[full.index("/security/") :]


def token_in(link):
    return link.partition("link=")[2]


def say(client, link=None, since=None):
    values = {"link": link, "since": since}
    return client.post(ADDRESS, {name: value for name, value in values.items() if value})


def come_back(client):
    run_jobs()
    return client.post(
        "/recover/password/code/",
        {
            "reference": client.session["recovery"]["reference"],
            "code": latest_code("password_reset_code"),
            "new_password": NEW_PASSWORD,
        },
    )


def test_signed_in_the_whole_way(client, alice, clock):
    thief = Client()
    sign_in(thief)
    assert "signed out" in client.get(ADDRESS).content.decode()
    assert thief.get("/settings/").status_code == 200, "looking does nothing"
    done = say(client)
    assert done["Location"] == "/recover/password/code/"
    for browser in (client, thief):
        assert browser.get("/settings/")["Location"].startswith("/sign-in/")
    wrong = sign_in(Client(), password=PASSWORD)
    unknown = sign_in(Client(), "nobody", PASSWORD)
    assert wrong.status_code == unknown.status_code == 422
    assert come_back(client)["Location"] == "/sign-in/"
    assert sign_in(client, "alice", NEW_PASSWORD)["Location"] == "/"
    assert [kind for kind, _, _ in kinds()] == [
        "not_me_done",
        "password_reset_code",
        "password_changed",
    ]


def test_by_a_link_without_signing_in(alice, clock):
    guest = Client()
    link = link_of(alice, clock)
    assert guest.get(link).status_code == 200
    assert say(guest, link=token_in(link))["Location"] == "/recover/password/code/"
    assert "_auth_user_id" not in guest.session
    assert come_back(guest)["Location"] == "/sign-in/"
    assert sign_in(guest, "alice", NEW_PASSWORD).status_code == 302


def test_a_link_shows_nothing_of_the_person(alice, clock):
    page = Client().get(link_of(alice, clock)).content.decode()
    for fact in ("alice", "mail.example", "ALICE"):
        assert fact not in page


def test_without_a_link_one_signs_in_first(db):
    for answer in (Client().get(ADDRESS), say(Client())):
        page = answer.content.decode()
        assert "/sign-in/?next=/security/not-me/" in page
        assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_everything_that_opens_is_shut(client, alice, clock):
    Browser.objects.create(
        user=alice,
        token_hash=b"x" * 32,
        device="",
        first_seen_at=clock.now,
        last_seen_at=clock.now,
        trusted_until_at=clock.now + timedelta(days=30),
    )
    client.post("/settings/email/", {"email": "thief@mail.example"})
    client.post("/settings/phone/", {"phone": "(217) 555-0147"})
    Client().post("/recover/password/", {"identifier": "alice"})
    run_jobs()
    say(client)
    assert not Browser.objects.filter(trusted_until_at__isnull=False).exists()
    assert not Session.objects.filter(user=alice).exists()
    open_codes = Challenge.objects.filter(user=alice, expires_at__gt=clock.now)
    assert [code.purpose for code in open_codes] == ["password_reset"], "only the way back"


def test_what_was_added_since_goes_and_what_was_there_stays(client, alice, clock):
    at = clock.now
    for days in (40, 3, 1):
        Authenticator.objects.create(
            user=alice, type="webauthn", data={}, created_at=at - timedelta(days=days)
        )
    say(client, since=int((at - timedelta(days=2)).timestamp()))
    left = [round((at - each.created_at).days) for each in Authenticator.objects.order_by("pk")]
    assert left == [40, 3]


def test_a_contact_that_was_changed_since_is_put_back(client, alice, clock):
    change_to(alice, "thief@mail.example", clock.now)
    say(client)
    alice.refresh_from_db()
    assert alice.email == "alice@mail.example"
    run_jobs()
    assert kinds()[-2:] == [
        ("not_me_done", "email", "alice@mail.example"),
        ("password_reset_code", "email", "alice@mail.example"),
    ]


def test_one_that_was_changed_before_stays(client, alice, clock):
    clock.now -= timedelta(days=3)
    change_to(alice, "mine@mail.example", clock.now)
    clock.now += timedelta(days=3)
    say(client, since=int((clock.now - timedelta(days=1)).timestamp()))
    alice.refresh_from_db()
    assert alice.email == "mine@mail.example"
    run_jobs()
    assert kinds()[-1][2] == "alice@mail.example", "codes go to the old one for a week"


@pytest.mark.parametrize("since", ["", "x", "-1", "9" * 12, "99999999999", "1", "²"])
def test_nonsense_is_the_last_week(client, alice, since):
    page = client.get(ADDRESS, {"since": since})
    assert page.status_code == 200
    assert say(client, since=since).status_code == 302


# -- The link is no weapon -------------------------------------------------------------------------


def test_a_link_works_once(client, alice, clock):
    link = link_of(alice, clock)
    say(Client(), link=token_in(link))
    assert Client().get(link).status_code == 200, "it tells nobody whether it was used"
    assert say(Client(), link=token_in(link)).status_code == 410
    guest = Client()
    guest.post("/recover/password/", {"identifier": "alice"})
    come_back(guest)
    clock.now += timedelta(hours=1)
    sign_in(guest, "alice", NEW_PASSWORD)
    assert say(Client(), link=token_in(link)).status_code == 410
    assert guest.get("/settings/").status_code == 200, "a link that was used shuts nobody out"


def test_links_made_before_end_with_it(alice, clock):
    links = [link_of(alice, clock) for _ in range(2)]
    say(Client(), link=token_in(links[0]))
    User.objects.update(held_at=None)
    assert say(Client(), link=token_in(links[1])).status_code == 410
    clock.now += timedelta(seconds=2)
    assert say(Client(), link=token_in(link_of(alice, clock))).status_code == 302


def test_a_week_and_no_longer(alice, clock):
    link = link_of(alice, clock)
    clock.now += timedelta(days=7)
    assert Client().get(link).status_code == 410
    assert say(Client(), link=token_in(link)).status_code == 410
    assert User.objects.get(pk=alice.pk).held_at is None


@pytest.mark.parametrize("token", ["x", "a:b", "é", "\x00", "W10:x", "a" * 3000])
def test_nobody_makes_one(client, alice, token):
    assert Client().get(ADDRESS, {"link": token}).status_code == 410
    assert say(Client(), link=token).status_code == 410


def other(text):
    """The same but for its last character, whatever that is."""
    return text[:-1] + ("B" if text.endswith("A") else "A")


def test_nobody_alters_one(alice, clock):
    mallory = factories.make_user("mallory")
    body, _, signature = token_in(link_of(mallory, clock)).rpartition(":")
    forged = Signer(salt="another").sign_object([alice.pk, 1, 1])
    for token in (f"{other(body)}:{signature}", forged, f"{body}:{other(signature)}"):
        assert say(Client(), link=token).status_code == 410
    assert not SecurityEvent.objects.filter(kind="not_me").exists()


def test_mallorys_link_is_about_mallory(client, alice, clock):
    mallory = factories.make_user("mallory")
    say(client, link=token_in(link_of(mallory, clock)))
    assert User.objects.get(pk=alice.pk).held_at is None
    assert User.objects.get(pk=mallory.pk).held_at is not None


def test_the_form_needs_its_token(alice, clock):
    strict = Client(enforce_csrf_checks=True)
    assert say(strict, link=token_in(link_of(alice, clock))).status_code == 403


# -- While it is held ------------------------------------------------------------------------------


def test_no_other_way_in_counts(client, alice):
    """Whatever somebody proved (a passkey, say), a held sign-in lets nobody in."""
    from allauth.account.internal.flows.login import perform_login
    from allauth.account.models import Login
    from allauth.core import context

    say(client)
    alice.refresh_from_db()
    request = RequestFactory().post("/sign-in/")
    request.user = alice
    request.session = Client().session
    with context.request_context(request):
        answer = perform_login(request, Login(user=alice))
    assert isinstance(answer, HttpResponse)
    assert answer["Location"] == "/recover/password/"
    assert "_auth_user_id" not in request.session


def test_eight_times_at_once(committed):
    alice = factories.make_user("alice")
    now = datetime.now(tz=UTC)
    barrier = Barrier(8)

    def run(_):
        barrier.wait()
        try:
            return say_not_me(user_id=alice.pk, since=now, made_at=now, user_agent="", now=now)
        except UnableToSayNotMe:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(run, range(8)))
    assert ends.count(None) == 7
    assert SecurityEvent.objects.filter(kind="not_me").count() == 1
    assert Message.objects.filter(kind="not_me_done").count() == 1
