"""A sign-in costs the same however many there were before."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

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
