"""Passkeys in many hands at the same moment, on transactions that commit."""

import json

import pytest

from hearthline.identity.models import Passkey, User
from hearthline.identity.operations import (
    PasskeyRefusal,
    UnableToRemoveLastWayIn,
    UnableToUsePasskey,
    remove_passkey,
    remove_password,
    use_passkey,
)
from hearthline.identity.passkeys.ceremonies import ask_to_use
from hearthline.identity.queries import ways_in_of
from tests import factories
from tests.conftest import NOW
from tests.identity.authenticator import Authenticator
from tests.identity.test_manage_passkeys import keep
from tests.identity.test_sign_in_races import at_once


@pytest.mark.parametrize("steps", [0, 1])
def test_eight_at_once_with_one_answer_give_one_success(committed, steps):
    person = factories.make_user("target")
    device = Authenticator(count=steps, steps=steps)
    keep(person, device)
    options, state = ask_to_use(now=NOW)
    text = json.dumps(device.get(options))

    def one(_):
        try:
            use_passkey(credential=json.loads(text), state=state, user_agent="", now=NOW)
        except UnableToUsePasskey as error:
            return error.refusal
        return None

    answers = at_once(one, 8)
    assert answers.count(None) == 1
    assert answers.count(PasskeyRefusal.EXPIRED) == 7
    assert Passkey.objects.get().refused_at is None


def test_both_of_the_last_two_cant_go_at_once(committed):
    person = factories.make_user("target")
    User.objects.filter(pk=person.pk).update(password="!none")
    ids = [keep(person), keep(person)]

    def one(number):
        try:
            remove_passkey(user_id=person.pk, passkey_id=ids[number % 2], user_agent="", now=NOW)
        except UnableToRemoveLastWayIn:
            return "last"
        except LookupError:
            return "gone"
        return "removed"

    assert sorted(at_once(one, 2)) == ["last", "removed"]
    assert ways_in_of(person.pk).passkeys == 1


def test_password_and_passkey_cant_go_at_once(committed):
    person = factories.make_user("target")
    only = keep(person)

    def one(number):
        try:
            if number:
                remove_passkey(user_id=person.pk, passkey_id=only, user_agent="", now=NOW)
            else:
                remove_password(user_id=person.pk, session_key="", user_agent="", now=NOW)
        except UnableToRemoveLastWayIn:
            return "last"
        return "removed"

    assert sorted(at_once(one, 2)) == ["last", "removed"]
    ways = ways_in_of(person.pk)
    assert ways.has_password + ways.passkeys == 1
