"""A pause: quoted, given back, switched off and on by the network; within limits, or by staff."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.models import BillLine
from hearthline.billing.operations import pause_service, quote_pause, run_bills
from hearthline.network.models import Connection
from hearthline.network.operations import ensure_connection
from hearthline.subscriptions.models import Suspension
from hearthline.subscriptions.operations import (
    UnableToPause,
    follow_suspensions,
    resume_subscription,
    suspend_subscription,
)
from hearthline.subscriptions.queries import services_of
from tests.conftest import NOW
from tests.subscriptions.conftest import shop as shop  # noqa: PLC0414 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
FIRST, AGAIN = date(2026, 3, 20), date(2026, 4, 11)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture
def asked(shop: Any) -> dict[str, Any]:
    shop.plans["slow"].may_pause = True
    shop.plans["slow"].save()
    return {
        "account_id": shop.account.pk,
        "user_id": shop.user.pk,
        "number": shop.internet.number,
        "starts_date": FIRST,
        "ends_date": AGAIN,
        "now": NOW,
    }


def test_what_is_quoted_is_billed(shop: Any, asked: dict[str, Any]):
    run_bills(bill_date=date(2026, 3, 1), now=at(date(2026, 3, 1)))
    quote = quote_pause(**asked)
    assert not Suspension.objects.exists()
    pause_service(**asked)
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    lines = BillLine.objects.filter(bill__period_start=date(2026, 4, 1))
    assert sum(lines.values_list("amount_minor", flat=True)) == quote.total.amount_minor
    # 12 of March's 31 days of 40.00 come back: 15.48; 20 of April's 30 are charged: 26.67
    internet = lines.filter(subscription=shop.internet).order_by("period_start")
    assert list(internet.values_list("amount_minor", flat=True)) == [-1548, 2667]


def test_the_network_switches_off_and_on(shop: Any, asked: dict[str, Any]):
    ensure_connection(
        account_id=shop.account.pk,
        service_identifier="ONT-1",
        group="slow-group",
        reference="order:1",
        now=NOW,
    )
    pause_service(**asked)

    def is_on(day: date) -> bool:
        follow_suspensions(now=at(day))
        return Connection.objects.get().ended_at is None

    days = (FIRST - timedelta(days=1), FIRST, AGAIN - timedelta(days=1), AGAIN)
    assert [is_on(day) for day in days] == [True, False, False, True]
    assert Connection.objects.get().group == "slow-group"


def test_back_early_costs_from_then_on(shop: Any, asked: dict[str, Any]):
    pause_service(**asked)
    follow_suspensions(now=at(FIRST))
    paused = [line.is_paused for line in services_of(account_id=shop.account.pk, on=FIRST)]
    assert paused == [True, False]
    back = date(2026, 3, 25)
    resume_subscription(account_id=shop.account.pk, number=shop.internet.number, now=at(back))
    assert Suspension.objects.get().ends_date == back
    with pytest.raises(UnableToPause, match="not_paused"):
        resume_subscription(account_id=shop.account.pk, number=shop.internet.number, now=at(back))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"starts_date": date(2026, 3, 16)}, "too_soon"),
        ({"ends_date": FIRST}, "ends_before_start"),
        ({"ends_date": FIRST + timedelta(days=13)}, "too_short"),
        ({"ends_date": FIRST + timedelta(days=181)}, "too_long"),
        ({"number": "nobody's"}, "no_such_service"),
    ],
)
def test_limits(asked: dict[str, Any], other: dict[str, Any], reason: str):
    with pytest.raises(UnableToPause, match=reason):
        pause_service(**(asked | other))


def test_not_what_the_plan_keeps_on_but_staff_may(shop: Any, asked: dict[str, Any]):
    shop.plans["slow"].may_pause = False
    shop.plans["slow"].save()
    with pytest.raises(UnableToPause, match="not_pausable"):
        pause_service(**asked)
    given: dict[str, Any] = {
        "account": shop.account,
        "number": shop.internet.number,
        "starts_date": FIRST,
        "ends_date": FIRST + timedelta(days=2),
        "user_id": None,
        "is_staff": True,
        "now": NOW,
    }
    with pytest.raises(UnableToPause, match="no_reason"):
        suspend_subscription(**given, reason="")
    suspend_subscription(**given, reason="Works in the house")


def test_on_the_page(shop: Any, asked: dict[str, Any], client: Client):
    client.force_login(shop.user)
    address = f"/services/{shop.internet.number}/pause/"
    today = datetime.now(tz=UTC).date()
    days = {
        "starts_date": str(today + timedelta(days=3)),
        "ends_date": str(today + timedelta(days=33)),
    }
    assert client.post(address, {**days, "ends_date": days["starts_date"]}).status_code == 422
    assert "Agree and pause it" in client.post(address, {**days, "step": "review"}).content.decode()
    assert not Suspension.objects.exists()
    client.post(address, {**days, "step": "agree"})
    assert Suspension.objects.count() == 1
    client.post(address, {"step": "resume"})
    assert not Suspension.objects.exists()
