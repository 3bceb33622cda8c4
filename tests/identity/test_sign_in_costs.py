"""A sign-in costs the same however many there were before."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.identity.models import Nobody, NobodysSignIn, SignIn
from hearthline.identity.operations import sweep
from tests.identity.test_sign_in import sign_in


def queries(client):
    with CaptureQueriesContext(connection) as seen:
        assert sign_in(client).status_code == 302
    return [query["sql"] for query in seen]


@pytest.fixture
def quick(monkeypatch):
    """Hashing is slow by design, and isn't what these tests are about."""
    monkeypatch.setattr("hearthline.identity.hashers.Argon2id.verify", lambda *_: True)


@pytest.mark.parametrize("is_known", [True, False])
def test_the_hundredth_sign_in_costs_no_more_than_the_second(quick, person, is_known):
    token, costs = "", []
    for number in range(100):
        client = Client(REMOTE_ADDR=f"10.0.{number}.1")
        if is_known and token:
            client.cookies["browser"] = token
        costs.append(queries(client))
        token = client.cookies["browser"].value
    assert len(costs[99]) <= len(costs[1]), costs[99]
    # A browser that isn't known is told of by message, a few times only.
    assert not is_known or len(costs[1]) == 3, costs[1]


def test_a_wrong_password_leaves_as_much_for_nobody(quick, person, monkeypatch):
    """One row counted and one written, so that the time it takes tells nothing."""
    monkeypatch.setattr("hearthline.identity.hashers.Argon2id.verify", lambda *_: False)
    for name in ("alice", "nobody", "nobody@mail.example"):
        assert sign_in(Client(), name).status_code == 422
    person.refresh_from_db()
    assert person.failed_sign_ins == SignIn.objects.count() == 1
    assert sum(Nobody.objects.values_list("failed_sign_ins", flat=True)) == 2
    assert NobodysSignIn.objects.count() == 2
    sweep(now=datetime.now(tz=UTC) + timedelta(seconds=1))
    assert not NobodysSignIn.objects.exists()


def test_nobodys_rows_cost_what_somebodys_do():
    """The same indexes but those that a wrong password has no place in."""
    ours = {tuple(index.fields) for index in SignIn._meta.indexes if index.condition is None}
    nobodys = {tuple(index.fields) for index in NobodysSignIn._meta.indexes}
    assert nobodys == {tuple(f.replace("user", "nobody") for f in fields) for fields in ours}
