"""Adding, naming and removing passkeys; the last way in stays; living without a password."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.identity.models import Passkey, PasskeyOffer, RecoveryCode, SecurityEvent, User
from hearthline.identity.operations import (
    MOST_PASSKEYS,
    PasskeyRefusal,
    UnableToChangeFactor,
    UnableToChangePasskey,
    UnableToRemoveLastWayIn,
    UnableToUsePasskey,
    add_passkey,
    begin_adding_passkey,
    change_password,
    remove_passkey,
    rename_passkey,
    use_recovery_code,
)
from hearthline.identity.queries import WaysIn, is_passkey_offered, passkeys_of, ways_in_of
from hearthline.notices.models import Message
from tests import factories
from tests.conftest import NOW
from tests.factories import PASSWORD
from tests.identity.authenticator import FLAG, Authenticator, add, sign_in_by
from tests.identity.pages import NEW_PASSWORD, kinds
from tests.identity.test_second_step import STEP
from tests.identity.test_sign_in import sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko Firefox/128.0"


@pytest.fixture
def alice(person, clock, client):
    sign_in(client)
    return person


def keep(user, device=None, now=NOW, **wrong: Any):
    """Add one by the operations alone."""
    device = device or Authenticator()
    options, state = begin_adding_passkey(user_id=user.pk, now=now)
    values = {
        "user_id": user.pk,
        "credential": device.create(options),
        "state": state,
        "name": "",
        "user_agent": FIREFOX,
        "now": now,
    }
    return add_passkey(**values | wrong).id


def kinds_of_events(user):
    return list(
        SecurityEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True)
    )


def test_named_after_the_browser_and_told_apart(person):
    for _ in range(3):
        keep(person)
    names = [line.name for line in passkeys_of(user_id=person.pk)]
    assert names == ["Firefox, Windows", "Firefox, Windows 2", "Firefox, Windows 3"]
    assert kinds() == [("passkey_added", "email", "alice@mail.example")] * 3
    assert kinds_of_events(person) == [
        "passkey_added",
        "recovery_codes_made",
        "passkey_added",
        "passkey_added",
    ]


def test_with_the_first_second_factor_come_recovery_codes_shown_once(alice, client):
    device = Authenticator()
    options = client.get("/security/passkeys/add/").json()
    answer = client.post(
        "/security/passkeys/add/", {"credential": json.dumps(device.create(options))}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "was added" in page
    codes = re.findall(r"<code>([^<]+)</code>", page)
    assert len(codes) == 10
    assert use_recovery_code(user_id=alice.pk, code=codes[0], now=NOW)
    assert "Keep the recovery codes" in Message.objects.get(kind="passkey_added").body_text
    made = list(RecoveryCode.objects.values_list("code_hash", flat=True))
    options = client.get("/security/passkeys/add/").json()
    second = client.post(
        "/security/passkeys/add/", {"credential": json.dumps(Authenticator().create(options))}
    )
    assert second["Location"] == "/security/passkeys/", "with another one none are made"
    assert list(RecoveryCode.objects.values_list("code_hash", flat=True)) == made
    newest = Message.objects.filter(kind="passkey_added").latest("id")
    assert "recovery codes" not in newest.body_text


def test_no_codes_are_made_that_nobody_would_see(person):
    """An app's own door can't show them."""
    keep(person, shows_codes=False)
    assert not RecoveryCode.objects.exists()
    keep(person)
    assert RecoveryCode.objects.count() == 10


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  My   key ", "My key"),
        ("a\0b\n\u202ec", "a b c"),
        ("x" * 100, "x" * 60),
        ("<b>", "<b>"),
        ("\0\0", "Firefox, Windows"),
    ],
)
def test_names_are_one_short_line(person, typed, kept):
    keep(person, name=typed)
    assert passkeys_of(user_id=person.pk)[0].name == kept


def test_twenty_and_no_more(person):
    for _ in range(MOST_PASSKEYS):
        late = begin_adding_passkey(user_id=person.pk, now=NOW)
        keep(person)
    with pytest.raises(UnableToUsePasskey) as refused:
        keep(person)
    assert refused.value.refusal is PasskeyRefusal.TOO_MANY
    with pytest.raises(UnableToUsePasskey) as refused:
        keep(person, credential=Authenticator().create(late[0]), state=late[1])
    assert refused.value.refusal is PasskeyRefusal.TOO_MANY


def test_the_same_key_twice(person):
    device = Authenticator()
    keep(person, device)
    mallory = factories.make_user("mallory")
    for user in (person, mallory):
        with pytest.raises(UnableToUsePasskey) as refused:
            keep(user, device)
        assert refused.value.refusal is PasskeyRefusal.KNOWN


@pytest.mark.parametrize(
    "device",
    [
        Authenticator(origin="https://evil.example"),
        Authenticator(rp_id="evil.example"),
        Authenticator(flags=FLAG.UP),
        Authenticator(credential_id=b"x" * 1024),
        Authenticator(credential_id=b""),
    ],
)
def test_no_key_for_elsewhere_or_for_whoever_is_there(person, device):
    with pytest.raises(UnableToUsePasskey):
        keep(person, device)
    assert not Passkey.objects.exists()


def test_a_question_is_one_persons_and_answered_once(person):
    mallory = factories.make_user("mallory")
    options, state = begin_adding_passkey(user_id=person.pk, now=NOW)
    credential = Authenticator().create(options)
    for wrong in ({"user_id": mallory.pk}, {"now": NOW + timedelta(minutes=11)}):
        with pytest.raises(UnableToUsePasskey) as refused:
            keep(person, **{"credential": credential, "state": state} | wrong)
        assert refused.value.refusal is PasskeyRefusal.EXPIRED
    keep(person, credential=credential, state=state)
    again = Authenticator().create(options)
    with pytest.raises(UnableToUsePasskey) as refused:
        keep(person, credential=again, state=state)
    assert refused.value.refusal is PasskeyRefusal.EXPIRED


def test_what_a_browser_sends_along_is_not_kept(person):
    options, state = begin_adding_passkey(user_id=person.pk, now=NOW)
    credential = Authenticator().create(options) | {
        "more": "\0",
        "clientExtensionResults": {"a": "b"},
    }
    keep(person, credential=credential, state=state)
    kept = Passkey.objects.get().authenticator.data["credential"]
    assert "more" not in kept
    assert kept["clientExtensionResults"] == {"credProps": {"rk": True}}


def test_pages_ask_for_a_fresh_proof(alice, client, clock):
    device = add(client)
    clock.now += timedelta(minutes=6)
    (line,) = passkeys_of(user_id=alice.pk)
    pages = [
        "/security/passkeys/",
        "/security/passkeys/add/",
        f"/security/passkeys/{line.id}/",
        f"/security/passkeys/{line.id}/remove/",
        "/security/password/remove/",
    ]
    for page in pages:
        for ask in (client.get, client.post):
            assert ask(page)["Location"].startswith("/security/confirm/"), page
    options = client.get("/sign-in/passkey/").json()
    answer = client.post(
        "/security/confirm/passkey/",
        {"credential": json.dumps(device.get(options)), "next": pages[0]},
    )
    assert answer["Location"] == pages[0]
    assert client.get(pages[0]).status_code == 200


def test_somebody_elses_passkey_proves_nothing(alice, client, clock):
    mallory = factories.make_user("mallory")
    factories.make_member(factories.make_account(), mallory)
    hers = Client()
    sign_in(hers, "mallory")
    device = add(hers)
    clock.now += timedelta(minutes=6)
    options = client.get("/sign-in/passkey/").json()
    client.post("/security/confirm/passkey/", {"credential": json.dumps(device.get(options))})
    assert client.get("/security/passkeys/").status_code == 302


def test_a_copy_as_a_proof_signs_out(alice, client):
    device = add(client, Authenticator(count=9, steps=0))
    options = client.get("/sign-in/passkey/").json()
    answer = client.post(
        "/security/confirm/passkey/", {"credential": json.dumps(device.get(options))}
    )
    assert answer.status_code == 302
    assert client.get("/settings/").status_code == 302
    assert passkeys_of(user_id=alice.pk)[0].refused_at


def test_rename_and_remove(alice, client):
    device = add(client)
    (line,) = passkeys_of(user_id=alice.pk)
    page = f"/security/passkeys/{line.id}/"
    assert client.post(page, {"name": ""}).status_code == 422
    assert client.post(page, {"name": "Blue"})["Location"] == "/security/passkeys/"
    assert "Blue" in client.get("/security/passkeys/").content.decode()
    other = Client()
    sign_in_by(other, device)
    assert client.post(f"{page}remove/", {"ends_others": "on"}).status_code == 302
    assert other.get("/settings/").status_code == 302, "signed out, as asked for"
    assert client.get("/settings/").status_code == 200
    sign_in_by(other, device)
    assert other.get("/settings/").status_code == 302, "it opens nothing any more"
    assert client.get(page).status_code == 404
    assert kinds_of_events(alice) == [
        "passkey_added",
        "recovery_codes_made",
        "passkey_renamed",
        "passkey_removed",
    ]
    assert ("passkey_removed", "email", "alice@mail.example") in kinds()


def test_mallory_finds_nothing_of_alices(alice, client):
    passkey_id = keep(alice)
    mallory = factories.make_user("mallory")
    with pytest.raises(UnableToChangePasskey):
        rename_passkey(user_id=mallory.pk, passkey_id=passkey_id, name="x", user_agent="", now=NOW)
    with pytest.raises(UnableToChangePasskey):
        remove_passkey(user_id=mallory.pk, passkey_id=passkey_id, user_agent="", now=NOW)


def test_the_last_way_in_stays(alice, client):
    first = keep(alice)
    assert client.post("/security/password/remove/")["Location"] == "/security/"
    assert client.get("/settings/").status_code == 200, "this browser stays signed in"
    assert ways_in_of(alice.pk) == WaysIn(
        has_password=False, passkeys=1, has_totp=False, recovery_codes_left=10
    )
    page = client.post(f"/security/passkeys/{first}/remove/")
    assert page.status_code == 422
    assert "your last way in" in page.content.decode()
    second = keep(alice)
    remove_passkey(user_id=alice.pk, passkey_id=first, user_agent="", now=NOW)
    with pytest.raises(UnableToRemoveLastWayIn):
        remove_passkey(user_id=alice.pk, passkey_id=second, user_agent="", now=NOW)
    assert sign_in(Client()).status_code == 422, "the password is gone"
    assert ("password_removed", "email", "alice@mail.example") in kinds()


def test_the_password_works_beside_a_passkey_and_a_second_step(alice, client):
    device = add(client)
    elsewhere = Client()
    assert sign_in(elsewhere, next="/bills/")["Location"] == STEP
    page = elsewhere.get(STEP).content.decode()
    assert 'data-passkey="use"' in page
    assert 'name="next" value="/bills/"' in page
    assert "by email" in page
    assert sign_in_by(elsewhere, device, next="/bills/")["Location"] == "/bills/"
    assert elsewhere.get("/settings/").status_code == 200


def test_a_passkey_stays_while_the_password_is_too_short_without(alice, client, clock):
    add(client)
    change_password(
        user_id=alice.pk,
        current_password=PASSWORD,
        new_password="vK4!walnut",
        session_key=client.session.session_key,
        user_agent="",
        now=clock.now,
    )
    passkey = Passkey.objects.get().pk
    with pytest.raises(UnableToChangeFactor):
        remove_passkey(user_id=alice.pk, passkey_id=passkey, user_agent="", now=clock.now)
    assert Passkey.objects.count() == 1


def test_one_that_is_refused_is_no_way_in(alice, client):
    refused, good = keep(alice), keep(alice)
    Passkey.objects.filter(pk=refused).update(refused_at=NOW)
    client.post("/security/password/remove/")
    with pytest.raises(UnableToRemoveLastWayIn):
        remove_passkey(user_id=alice.pk, passkey_id=good, user_agent="", now=NOW)
    remove_passkey(user_id=alice.pk, passkey_id=refused, user_agent="", now=NOW)


def test_a_password_can_only_go_where_a_passkey_is(alice, client):
    assert client.post("/security/password/remove/").status_code == 422
    assert User.objects.get(pk=alice.pk).has_usable_password()


def test_no_dead_ends_without_a_password(alice, client, clock):
    device = add(client)
    client.post("/security/password/remove/")
    clock.now += timedelta(minutes=6)
    assert client.get("/security/password/")["Location"].startswith("/security/confirm/")
    page = client.get("/security/confirm/").content.decode()
    assert 'name="password"' not in page
    assert "/recover/password/" in page
    options = client.get("/sign-in/passkey/").json()
    client.post("/security/confirm/passkey/", {"credential": json.dumps(device.get(options))})
    page = client.get("/security/password/").content.decode()
    assert "current_password" not in page
    assert client.post("/security/password/", {"new_password": "short"}).status_code == 422
    assert client.post("/security/password/", {"new_password": NEW_PASSWORD}).status_code == 302
    assert client.get("/settings/").status_code == 200
    assert User.objects.get(pk=alice.pk).check_password(NEW_PASSWORD)
    assert (
        client.post(
            "/security/password/",
            {"current_password": PASSWORD, "new_password": "another long one!"},
        ).status_code
        == 422
    ), "from now on the current one is asked for"


def test_the_offer_stays_away_for_thirty_days(alice, client, clock):
    assert "Sign in without a password next time" in client.get("/").content.decode()
    assert client.post("/security/passkeys/not-now/")["Location"] == "/"
    client.post("/security/passkeys/not-now/")
    assert PasskeyOffer.objects.count() == 1
    assert "Sign in without a password next time" not in client.get("/").content.decode()
    assert is_passkey_offered(user_id=alice.pk, now=clock.now + timedelta(days=31))
    keep(alice)
    assert not is_passkey_offered(user_id=alice.pk, now=clock.now + timedelta(days=31))
