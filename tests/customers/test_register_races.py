"""Two people at once, with real threads and transactions that commit."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections

from hearthline.customers.models import Member, Registration
from hearthline.customers.operations import Reason, UnableToRegister
from hearthline.customers.operations.finish_registration import complete
from hearthline.identity.models import User
from hearthline.kernel.numbers import new_token, token_hash
from tests import factories


def ready_to_finish(account, username, email):
    """A registration that lacks only its last step."""
    now = datetime.now(tz=UTC)
    token = new_token()
    Registration.objects.create(
        token_hash=token_hash(token),
        locator_hash=b"x" * 32,
        account=account,
        language="en",
        started_at=now,
        expires_at=now.replace(year=now.year + 1),
        proven_at=now,
        proven_by="sms",
        username=username,
        email=email,
        password_hash=make_password("three words are Enough"),
        email_verified_at=now,
    )
    return token


def finish_together(tokens):
    barrier = Barrier(len(tokens))

    def finish(token):
        barrier.wait()
        try:
            return complete(token=token, now=datetime.now(tz=UTC))
        except UnableToRegister as error:
            return error.reason
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(finish, tokens))


def test_one_account_gets_one_owner(committed):
    account = factories.make_account(email="home@mail.example")
    tokens = [ready_to_finish(account, f"person{n}", f"p{n}@mail.example") for n in range(4)]
    ends = finish_together(tokens)
    assert ends.count(Reason.OWNED) == 3
    assert Member.objects.count() == 1
    assert User.objects.count() == 1, "the others' users were undone with the rest"


@pytest.mark.parametrize(
    ("names", "emails", "field"),
    [
        (
            ["Same", "same", "SAME"],
            ["a@mail.example", "b@mail.example", "c@mail.example"],
            "username",
        ),
        (["a-1", "b-1", "c-1"], ["username@mail.example"] * 3, "email"),
    ],
)
def test_one_name_goes_to_one_person(committed, names, emails, field):
    accounts = [factories.make_account() for _ in names]
    tokens = [
        ready_to_finish(account, name, email)
        for account, name, email in zip(accounts, names, emails, strict=True)
    ]
    ends = finish_together(tokens)
    assert ends.count(Reason.REFUSED) == 2
    assert User.objects.count() == 1
    refused = Registration.objects.filter(refused_field=field)
    assert refused.count() == 2, "the step that asks for it says which field"
    assert Member.objects.count() == 1


def test_the_same_registration_five_times(committed):
    account = factories.make_account()
    token = ready_to_finish(account, "alice", "alice@mail.example")
    ends = finish_together([token] * 5)
    assert len(set(ends)) == 1
    assert isinstance(ends[0], int)
    assert User.objects.count() == 1
