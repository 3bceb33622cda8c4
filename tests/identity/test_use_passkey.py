"""Signing in with a passkey, and every way in which one is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.identity.checks import (
    recovery_codes_without_second_factor,
    short_passwords_without_second_factor,
)
from hearthline.identity.models import (
    Passkey,
    RecoveryCode,
    SecurityEvent,
    Session,
    SignIn,
    User,
)
from hearthline.identity.operations import make_recovery_codes
from hearthline.identity.queries import (
    has_second_factor,
    is_passkey_offered,
    passkeys_of,
    second_factors_of,
    staff_factors,
    ways_in_of,
)
from hearthline.identity.queries.factors import has_factor_and_trust, means_of
from hearthline.kernel.checks import run_checks
from hearthline.notices.models import Message
from tests.conftest import NOW
from tests.identity.authenticator import FLAG, Authenticator, add, sign_in_by
from tests.identity.pages import kinds
from tests.identity.test_sign_in import sign_in


@pytest.fixture
def device(person, clock, client):
    """alice's passkey, added in a browser where she is signed in."""
    sign_in(client)
    return add(client)


def is_in(client):
    return client.get("/settings/").status_code == 200


def test_no_name_is_typed(device, person):
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    answer = sign_in_by(elsewhere, device, next="/bills/")
    assert answer["Location"] == "/bills/"
    assert is_in(elsewhere)
    (line,) = passkeys_of(user_id=person.pk)
    assert line.used_at is not None
    assert Passkey.objects.get().sign_count == device.count
    assert SignIn.objects.latest("id").device == "Firefox, Windows"


def test_one_that_never_counts_is_taken_again_and_again(person, clock, client):
    sign_in(client)
    device = add(client, Authenticator(count=0, steps=0))
    for _ in range(3):
        elsewhere = Client()
        sign_in_by(elsewhere, device)
        assert is_in(elsewhere)


@pytest.mark.parametrize(("count", "steps"), [(7, 0), (7, -3), (1, -1)])
def test_a_copy_is_refused_and_its_person_told(count, steps, person, clock, client):
    sign_in(client)
    device = add(client, Authenticator(count=count))
    elsewhere = Client()
    device.steps = steps
    page = elsewhere.get(sign_in_by(elsewhere, device)["Location"])
    assert "a copy of it seems to exist" in page.content.decode()
    assert not is_in(elsewhere)
    assert not is_in(client), "whoever was signed in is signed out: it may be the copy's owner"
    assert passkeys_of(user_id=person.pk)[0].refused_at
    assert ways_in_of(person.pk).passkeys == 0
    assert kinds()[-1] == ("passkey_cloned", "email", "alice@mail.example")
    assert SecurityEvent.objects.latest("id").kind == "passkey_refused"
    last = SignIn.objects.latest("id")
    assert (last.outcome, last.method) == ("blocked", "passkey")
    device.steps = 100
    sign_in_by(elsewhere, device)
    assert not is_in(elsewhere), "the one that counts rightly isn't trusted any more, either"
    assert len([kind for kind, *_ in kinds() if kind == "passkey_cloned"]) == 1, "told once"
    assert not Session.objects.filter(user=person).exists()


def clone(client, device):
    """Somebody signs in with a copy of a passkey."""
    device.steps = 0
    sign_in_by(client, device)
    assert Passkey.objects.filter(refused_at__isnull=False).exists()
    device.steps = 1


def test_a_copied_one_is_no_second_factor_any_more(device, person, client):
    make_recovery_codes(user_id=person.pk, now=NOW)
    assert has_second_factor(person.pk)
    assert sign_in(Client())["Location"] == "/sign-in/second-step/"
    clone(Client(), device)
    assert not has_second_factor(person.pk)
    assert means_of(user_id=person.pk, first_factor="password") == ("email",)
    assert second_factors_of(user_id=person.pk).passkeys == 0
    assert staff_factors(user_id=person.pk) == frozenset()
    assert ways_in_of(person.pk).passkeys == 0
    assert not RecoveryCode.objects.exists(), "there is nothing that they could stand in for"
    assert has_factor_and_trust(user_id=person.pk, browser_hash=b"", now=NOW) == (False, False)
    elsewhere = Client()
    assert sign_in(elsewhere)["Location"] != "/sign-in/second-step/"
    assert is_in(elsewhere)
    assert is_passkey_offered(user_id=person.pk, now=NOW)
    assert run_checks()[1] == []


def test_beside_another_factor_that_one_goes_on(person, clock, client):
    sign_in(client)
    copied = add(client)
    good = add(client)
    make_recovery_codes(user_id=person.pk, now=NOW)
    clone(Client(), copied)
    assert has_second_factor(person.pk)
    assert RecoveryCode.objects.filter(user=person).count() == 10
    assert means_of(user_id=person.pk, first_factor="password")[0] == "passkey"
    elsewhere = Client()
    sign_in_by(elsewhere, good)
    assert is_in(elsewhere)
    assert run_checks()[1] == []


def test_a_short_password_goes_with_its_only_factor(device, person):
    User.objects.update(has_short_password=True)
    clone(Client(), device)
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert not person.has_short_password
    text = Message.objects.get(kind="passkey_cloned").body_text
    assert "/recover/password/" in text
    assert run_checks()[1] == []


def test_what_leans_on_a_copied_one_is_found(device, person):
    make_recovery_codes(user_id=person.pk, now=NOW)
    User.objects.update(has_short_password=True)
    assert run_checks()[1] == []
    Passkey.objects.update(refused_at=NOW)
    assert len([*short_passwords_without_second_factor()]) == 1
    assert len([*recovery_codes_without_second_factor()]) == 1
    Passkey.objects.all().delete()
    assert run_checks()[1] == [], "allauth's row alone is one as well"
    person.authenticator_set.all().delete()
    assert [finding.detail for finding in run_checks()[1]] == [
        f"user {person.pk} has a short password and no second factor",
        f"user {person.pk} has recovery codes and no second factor",
    ]


def refuse(client, device, change=None, **more: Any):
    options = client.get("/sign-in/passkey/").json()
    credential = device.get(options, **more)
    if change:
        change(credential)
    answer = client.post("/sign-in/passkey/", {"credential": json.dumps(credential)})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert not is_in(client)
    return client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver:8001"},
        {"origin": "http://localhost"},
        {"origin": "https://testserver"},
        {"origin": "http://sub.testserver"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null"},
        {"rp_id": "evil.example"},
        {"rp_id": "localhost"},
        {"flags": FLAG.UP},
        {"flags": FLAG.UV},
        {"user_handle": b"999999"},
        {"user_handle": b""},
        {"user_handle": b"\xff\x00"},
        {"credential_id": b"of nobody"},
    ],
)
def test_refused_in_one_sentence(device, wrong):
    for name, value in wrong.items():
        setattr(device, name, value)
    assert "doesn&#x27;t open anything here" in refuse(Client(), device)


@pytest.mark.parametrize(
    "more",
    [
        {"type": "webauthn.create"},
        {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"crossOrigin": True},
    ],
)
def test_another_question_or_kind_of_answer(device, more):
    refuse(Client(), device, **more)


def test_the_host_header_changes_nothing(device):
    """What a request says of the host neither names the party nor admits an origin."""
    client = Client(headers={"host": "localhost"})
    assert client.get("/sign-in/passkey/").json()["publicKey"]["rpId"] == "testserver"
    device.origin = "http://localhost"
    refuse(client, device)


def test_somebody_elses_signature(device):
    other = Authenticator(credential_id=device.credential_id, user_handle=device.user_handle)
    other.count = 50
    refuse(Client(), other)
    assert Passkey.objects.get().refused_at is None, "a stranger can't have it refused"


def test_mallory_says_she_is_alice(device, clock):
    from tests import factories

    mallory = factories.make_user("mallory")
    factories.make_member(factories.make_account(), mallory)
    hers = Client()
    sign_in(hers, "mallory")
    of_mallory = add(hers)
    of_mallory.user_handle = device.user_handle
    refuse(Client(), of_mallory)


def test_an_inactive_person(device, person):
    person.is_active = False
    person.save()
    refuse(Client(), device)


def test_a_blocked_password_blocks_no_passkey(device, person):
    person.failed_sign_ins = 75
    person.save()
    client = Client()
    sign_in_by(client, device)
    assert is_in(client)


def test_an_answer_works_once_and_not_for_long(device, clock):
    client = Client()
    options = client.get("/sign-in/passkey/").json()
    cookie = client.cookies["passkey"].value
    credential = json.dumps(device.get(options))
    client.post("/sign-in/passkey/", {"credential": credential})
    assert is_in(client)
    thief = Client()
    thief.cookies["passkey"] = cookie
    thief.post("/sign-in/passkey/", {"credential": credential})
    assert not is_in(thief)
    assert Passkey.objects.get().refused_at is None, "the same answer twice is no copy"
    late = Client()
    credential = json.dumps(device.get(late.get("/sign-in/passkey/").json()))
    clock.now += timedelta(minutes=11)
    page = late.post("/sign-in/passkey/", {"credential": credential}, follow=True)
    assert "took too long" in page.content.decode()


def test_without_a_question(device):
    client = Client()
    options = client.get("/sign-in/passkey/").json()
    credential = json.dumps(device.get(options))
    for value in ("", "nonsense", "a:b:c", "x" * 5000):
        client.cookies["passkey"] = value
        client.post("/sign-in/passkey/", {"credential": credential})
        assert not is_in(client)


ANYTHING: list[Any] = [None, 7, "", "AA", "%%%", [], {}, "A" * 20_000]
NONSENSE = [
    "",
    "null",
    "[]",
    "3",
    '"text"',
    "{",
    "[" * 3000,
    '{"a":' * 3000,
    "{}",
    '{"id": 1, "rawId": 1, "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AB", "type": "public-key", "response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "other", "response": []}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": "x"}',
    '{"rawId": null, "response": {"userHandle": [1]}}',
    '{"rawId": "\\u0000\\ud800", "response": {"clientDataJSON": "\\u0000"}}',
    "x" * 50_000,
]


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_not_an_error(device, client, text):
    stranger = Client()
    stranger.get("/sign-in/passkey/")
    assert stranger.post("/sign-in/passkey/", {"credential": text}).status_code == 302
    assert not is_in(stranger)
    client.get("/security/passkeys/add/")
    assert client.post("/security/passkeys/add/", {"credential": text}).status_code == 302
    assert Passkey.objects.count() == 1
    client.get("/sign-in/passkey/")
    assert client.post("/security/confirm/passkey/", {"credential": text}).status_code == 302


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [*ANYTHING, {"a": {"b": []}}])
def test_each_part_may_be_anything(device, part, value):
    refuse(Client(), device, lambda credential: credential["response"].update({part: value}))


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject"])
@pytest.mark.parametrize("value", [*ANYTHING, "oWNmbXRkbm9uZQ"])
def test_each_part_of_a_new_one_may_be_anything(device, client, part, value):
    credential = Authenticator().create(client.get("/security/passkeys/add/").json())
    credential["response"][part] = value
    answer = client.post("/security/passkeys/add/", {"credential": json.dumps(credential)})
    assert answer.status_code == 302
    assert Passkey.objects.count() == 1


def test_the_question_is_the_same_for_everybody(device):
    """No list of keys, no name: nothing tells whether a person has a passkey."""
    options = Client().get("/sign-in/passkey/", {"login": "alice"}).json()["publicKey"]
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert not Session.objects.filter(user=None).exists(), "asking begins no session"
