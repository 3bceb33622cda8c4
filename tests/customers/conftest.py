from datetime import UTC, datetime, timedelta

import pytest

from tests import factories
from tests.queued import Clock


@pytest.fixture
def clock(monkeypatch):
    """The time of the doors. Sessions follow the real clock, so it starts there."""
    return Clock(monkeypatch, datetime.now(tz=UTC))


@pytest.fixture
def account(db):
    return factories.make_account(
        number="ALICE-1",
        name="Alice Archer",
        email="alice@mail.example",
        phone="+12175550101",
        postal_code="62301-4455",
    )


@pytest.fixture
def minutes(clock):
    def pass_by(number):
        clock.now += timedelta(minutes=number)

    return pass_by
