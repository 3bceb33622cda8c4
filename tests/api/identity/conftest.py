from datetime import UTC, datetime

import pytest

from tests import factories
from tests.queued import Clock


@pytest.fixture
def clock(monkeypatch):
    """The time of the doors. Sessions follow the real clock, so it starts there."""
    return Clock(monkeypatch, datetime.now(tz=UTC))


@pytest.fixture
def person(db):
    """alice, with an account."""
    user = factories.make_user("alice")
    factories.make_member(factories.make_account(), user)
    return user
