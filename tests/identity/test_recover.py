"""Ways back in: who owns the mailbox gets one, and nobody else learns anything."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import Challenge, Session, User
from hearthline.identity.operations import (
    FAILURE_CAP,
    UnableToRecover,
    ask_for_password_reset,
    reset_password,
    send_code,
)
from hearthline.identity.operations.codes import Purpose, ask_for_code
from hearthline.notices.models import Message
from tests import factories
from tests.factories import PASSWORD
from tests.identity.pages import NEW_PASSWORD, answer, kinds, latest_code
from tests.identity.test_sign_in import sign_in
from tests.queued import run_jobs, waiting

pytestmark = pytest.mark.django_db
KNOWN = ("alice", "ALICE", "alice@mail.example", " Alice@Mail.example ")
UNKNOWN = ("nobody", "nobody@mail.example", "sleeper", "sleeper@mail.example")


@pytest.fixture(autouse=True)
def _people(person, clock):
    factories.make_user("sleeper", is_active=False)


def ask(client, name="alice"):
    return client.post("/recover/password/", {"identifier": name})


def put(client, code, password=NEW_PASSWORD, **values: Any):
    page = client.get("/recover/password/code/")
    reference = page.context["form"].initial["reference"] if page.context else ""
    form = {"reference": reference, "code": code, "new_password": password, **values}
    return client.post("/recover/password/code/", form)


# -- The way -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_the_whole_way(client, person, name):
    elsewhere, guesser = Client(), Client()
    sign_in(elsewhere)
    User.objects.filter(pk=person.pk).update(failed_sign_ins=FAILURE_CAP)
    assert ask(client, name)["Location"] == "/recover/password/code/"
    run_jobs()
    done = put(client, latest_code("password_reset_code"))
    assert done["Location"] == "/sign-in/"
    assert "password was changed" in client.get("/sign-in/").content.decode()
    assert not Session.objects.filter(user=person).exists(), "every session has ended"
    assert elsewhere.get("/settings/").status_code == 302
    person.refresh_from_db()
    assert person.failed_sign_ins == 0, "the blocked get in this way"
    assert sign_in(guesser, password=PASSWORD).status_code == 422
    assert sign_in(client, password=NEW_PASSWORD).status_code == 302
    assert kinds() == [
        ("password_reset_code", "email", "alice@mail.example"),
        ("password_changed", "email", "alice@mail.example"),
    ]


def test_on_another_device_by_the_address_in_the_message(client, person):
    ask(client)
    run_jobs()
    text = Message.objects.get().body_text
    address = re.search(r"http://testserver(/recover/\S+)", text)
    assert address
    other = Client()
    page = other.get(address[1])
    assert page.status_code == 200
    reference = page.context["form"].initial["reference"]
    code = latest_code("password_reset_code")
    assert put(other, code, reference=reference)["Location"] == "/sign-in/"
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_the_message_is_a_secret_and_names_our_own_host(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/recover/password/", {"identifier": "alice"}, headers={"Host": "evil.example"})
    run_jobs()
    message = Message.objects.get()
    assert message.is_secret
    assert "evil.example" not in message.body_text + message.body_html
    assert latest_code("password_reset_code") not in message.subject


def test_foreign_hosts_are_refused(client):
    answer = client.post(
        "/recover/password/", {"identifier": "alice"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    assert waiting() == []


@pytest.mark.parametrize(
    "password", ["short", "alice@mail.example", "Password-Password-Password", "x" * 129]
)
def test_a_refused_password_leaves_the_code(client, password):
    ask(client)
    run_jobs()
    code = latest_code("password_reset_code")
    for _ in range(6):
        page = put(client, code, password)
        assert page.status_code == 422
        assert "new_password" in page.context["form"].errors
        assert f'value="{password}"' not in page.content.decode()
    assert put(client, code).status_code == 302


def test_likeness_to_the_person_is_said_only_to_who_has_the_code(client):
    ask(client)
    run_jobs()
    page = put(client, "00000000", "alice@mail.example")
    assert set(page.context["form"].errors) == {"code"}


def test_a_signed_in_person_who_forgot_it(client):
    sign_in(client)
    ask(client)
    run_jobs()
    assert put(client, latest_code("password_reset_code")).status_code == 302
    assert client.get("/settings/")["Location"].startswith("/sign-in/")


# -- Codes -----------------------------------------------------------------------------------------


def test_a_code_works_once(client):
    ask(client)
    run_jobs()
    code = latest_code("password_reset_code")
    reference = client.get("/recover/password/code/").context["form"].initial["reference"]
    put(client, code)
    page = put(Client(), code, "another four walnuts", reference=reference)
    assert "run out" in page.content.decode()
    assert sign_in(Client(), password=NEW_PASSWORD).status_code == 302


def test_five_wrong_codes_and_ten_minutes(client, clock):
    ask(client)
    run_jobs()
    code = latest_code("password_reset_code")
    pages = [put(client, "0000 0000").content.decode() for _ in range(5)]
    assert ["too many wrong codes" in page for page in pages] == [False] * 4 + [True]
    assert "too many wrong codes" in put(client, code).content.decode()
    ask(client)
    run_jobs()
    clock.now += timedelta(minutes=10)
    assert "run out" in put(client, latest_code("password_reset_code")).content.decode()
    assert sign_in(Client()).status_code == 302, "nothing was changed"


def test_a_stranger_uses_up_nobodys_code(client):
    """Each request has a code of its own: wrong guesses for one are no tries of another."""
    ask(client)
    run_jobs()
    code = latest_code("password_reset_code")
    stranger = Client(REMOTE_ADDR="192.0.2.9")
    for _ in range(3):
        ask(stranger)
        for _ in range(6):
            put(stranger, "00000000")
    run_jobs()
    assert put(client, code).status_code == 302


def test_a_flood_leaves_a_way_in(client):
    """Somebody asks and asks from everywhere; the messages it causes let the owner in."""
    for n in range(40):
        ask(Client(REMOTE_ADDR=f"192.0.2.{n}"))
    run_jobs()
    assert Message.objects.count() == 5, "a mailbox is not a bin"
    address = re.search(r"reference=(\S+)", Message.objects.latest("id").body_text)
    assert address
    done = put(client, latest_code("password_reset_code"), reference=address[1])
    assert done["Location"] == "/sign-in/"


def test_codes_of_another_purpose_or_person_open_nothing(person, clock):
    mallory = factories.make_user("mallory")
    reference = ask_for_password_reset(
        identifier="mallory", language="en", place="here", now=clock.now
    )
    run_jobs()
    her_code = latest_code("password_reset_code")
    his = ask_for_password_reset(identifier="alice", language="en", place="here", now=clock.now)
    challenge_id = ask_for_code(
        purpose=Purpose.EMAIL_CHANGE,
        subject=f"user:{mallory.pk}",
        user_id=mallory.pk,
        channel="email",
        language="en",
        sent_to="m2@mail.example",
        now=clock.now,
    )
    send_code(challenge_id=challenge_id, now=clock.now)
    other = latest_code("email_change_code")
    for subject, code in [
        (his, her_code),
        (his, other),
        (reference, other),
        (f"user:{mallory.pk}", other),
        (f"user:{person.pk}", her_code),
        ("", her_code),
    ]:
        with pytest.raises(UnableToRecover):
            reset_password(
                reference=subject, code=code, password=NEW_PASSWORD, place="x", now=clock.now
            )
    assert sign_in(Client()).status_code == 302
    assert sign_in(Client(), "mallory").status_code == 302


def test_a_new_address_ends_codes_that_went_to_the_old(client, person, clock):
    from hearthline.identity.operations import ask_to_change_email, change_email

    ask(client)
    run_jobs()
    code = latest_code("password_reset_code")
    ask_to_change_email(user_id=person.pk, email="n@mail.example", place="x", now=clock.now)
    run_jobs()
    change_email(user_id=person.pk, code=latest_code("email_change_code"), now=clock.now)
    assert "run out" in put(client, code).content.decode()


# -- What a stranger learns ------------------------------------------------------------------------


def walk(name):
    """Every answer to somebody who asks for a name and guesses, and what it cost in queries."""
    client, answers = Client(REMOTE_ADDR=f"198.51.100.{abs(hash(name)) % 250}"), []
    with CaptureQueriesContext(connection) as queries:
        answers.append(answer(ask(client, name)))
        answers.append(answer(client.get("/recover/password/code/")))
        answers += [answer(put(client, "12345678")) for _ in range(6)]
        answers.append(answer(put(client, "12345678", "short")))
        answers.append(answer(put(client, "12345678", name.strip().ljust(16, "x"))))
        answers.append(answer(client.post("/recover/username/", {"email": name})))
        answers.append(answer(client.get("/recover/username/sent/")))
        answers += [answer(ask(client, name)) for _ in range(5)]
    return [str(entry).replace(name.strip(), "NAME") for entry in answers], len(queries)


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("alice", "nobody"),
        ("alice", "sleeper"),
        ("alice@mail.example", "nobody@mail.example"),
        ("alice@mail.example", "sleeper@mail.example"),
    ],
)
def test_every_answer_is_the_same(known, unknown):
    hers, her_queries = walk(known)
    theirs, their_queries = walk(unknown)
    assert theirs == hers
    assert their_queries == her_queries
    assert sum("too many wrong codes" in page for page in hers) == 3, "the walk gets somewhere"
    assert "Too many tries" in hers[-1], "so do the limits"


@pytest.mark.parametrize("name", UNKNOWN)
def test_nothing_is_sent_where_there_is_nobody(client, name):
    ask(client, name)
    client.post("/recover/username/", {"email": name})
    assert waiting() == ["send_code"] + ["send_username"] * ("@" in name), "the same work"
    run_jobs()
    assert not kinds()
    assert Challenge.objects.get().code_hash is None
    for code in ("", "00000000", "12345678"):
        assert put(client, code).status_code == 422
    assert Session.objects.filter(user__isnull=False).count() == 0


def test_the_queue_holds_no_names(client):
    ask(client, "nobody@mail.example")
    client.post("/recover/username/", {"email": "nobody@mail.example"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE '%nobody%'")
        assert cursor.fetchone() == (0,)


# -- The username ----------------------------------------------------------------------------------


def test_the_username_goes_to_the_address_on_file(client):
    asked = client.post("/recover/username/", {"email": " ALICE@mail.example "})
    assert asked["Location"] == "/recover/username/sent/"
    run_jobs()
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("username_reminder", "alice@mail.example")
    assert "alice" in message.body_text
    assert "alice" not in client.get(asked["Location"]).content.decode()


def test_a_username_is_no_email_address(client):
    page = client.post("/recover/username/", {"email": "alice"})
    assert page.status_code == 422
    assert 'value="alice"' in page.content.decode()
    assert waiting() == []


def test_reminders_are_few(client):
    for n in range(10):
        elsewhere = Client(REMOTE_ADDR=f"192.0.2.{n}")
        elsewhere.post("/recover/username/", {"email": "alice@mail.example"})
    run_jobs()
    assert Message.objects.count() == 3


# -- Limits and nonsense ---------------------------------------------------------------------------


def test_places_are_limited(client):
    codes = [ask(client, f"nobody{n}").status_code for n in range(21)]
    assert codes == [302] * 20 + [422]
    assert ask(Client(REMOTE_ADDR="192.0.2.1"), "alice").status_code == 302


@pytest.mark.parametrize("name", ["", "a\x00b", "@", "x" * 300, "' OR 1=1 --", "\udc80"])
def test_nonsense_is_answered_calmly(client, name):
    raw = name.encode("utf-8", "surrogatepass")
    form = "application/x-www-form-urlencoded"
    for address, fields in [
        ("/recover/password/", ["identifier"]),
        ("/recover/username/", ["email"]),
        ("/recover/password/code/", ["reference", "code", "new_password"]),
    ]:
        body = urlencode(dict.fromkeys(fields, raw))
        assert client.post(address, body, content_type=form).status_code in {302, 422}
    assert client.get("/recover/password/code/", {"reference": raw}).status_code in {200, 302}


def test_without_a_recovery_one_is_begun(client):
    assert client.get("/recover/password/code/")["Location"] == "/recover/password/"


def test_forms_need_their_token(person):
    client = Client(enforce_csrf_checks=True)
    for address in ("/recover/password/", "/recover/username/", "/recover/password/code/"):
        assert client.post(address, {"identifier": "alice"}).status_code == 403


def test_password_managers_find_their_way(client):
    assert client.get("/.well-known/change-password")["Location"] == "/security/password/"
    ask(client)
    page = client.get("/recover/password/code/").content.decode()
    for said in ('"one-time-code"', '"new-password"', 'value="alice" autocomplete="username"'):
        assert said in page


def test_what_an_account_tells_of_the_person_is_asked_only_with_the_code(client, person):
    """mallory mustn't learn from a refusal which street or number belongs to a username."""
    from hearthline.customers.models import Account

    account = Account.objects.get(members__user=person)
    password = f"{account.address.street}, {account.address.city} 99"
    ask(client)
    run_jobs()
    wrong = put(client, "0000 0000", password).content.decode()
    assert "made of what others may know" not in wrong
    right = put(client, latest_code("password_reset_code"), password).content.decode()
    assert "made of what others may know" in right


def test_a_suggestion_needs_no_code_and_changes_nothing(client, person):
    ask(client)
    run_jobs()
    before = person.password
    page = put(client, "", "", suggest="1")
    assert page.status_code == 200
    person.refresh_from_db()
    assert person.password == before
    phrase = page.context["form"].suggestion
    assert put(client, latest_code("password_reset_code"), phrase)["Location"] == "/sign-in/"
