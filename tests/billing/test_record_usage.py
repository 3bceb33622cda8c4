"""Usage is written down once, and counts in a month that isn't billed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hearthline.billing.models import BillLine, Usage
from hearthline.billing.operations import (
    UnableToRecordUsage,
    UsageRecord,
    record_usage,
    run_bills,
)
from hearthline.billing.usage_so_far import usage_so_far
from hearthline.catalog.models import Tariff
from hearthline.kernel.money import Money
from hearthline.subscriptions.models import Subscription
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture
def call() -> UsageRecord:
    account = factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))
    plan = factories.make_plan(price_minor=1000, kind="phone")
    Tariff.objects.create(
        plan=plan,
        usage_kind="voice",
        name="Calls abroad",
        included_quantity=60,
        block_quantity=60,
        price_millionths=10_000_000,
    )
    had = factories.make_subscription(account, plan, started=date(2026, 1, 1))
    return UsageRecord("call-1", had.number, "voice", 240, date(2026, 4, 10))


def test_what_comes_late_is_billed_with_the_open_month(call: UsageRecord):
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    run_bills(bill_date=date(2026, 5, 1), now=at(date(2026, 5, 1)))
    assert record_usage(source="switch", records=[call], now=at(date(2026, 5, 3))) == 1
    assert Usage.objects.get().counts_date == date(2026, 5, 1)
    run_bills(bill_date=date(2026, 6, 1), now=at(date(2026, 6, 1)))
    # 240 s less 60 included: three begun minutes at 0.10
    assert BillLine.objects.get(kind="usage").amount_minor == 30
    run_bills(bill_date=date(2026, 7, 1), now=at(date(2026, 7, 1)))
    assert BillLine.objects.filter(kind="usage").count() == 1


def test_the_same_id_counts_once(call: UsageRecord):
    now = at(date(2026, 4, 11))
    assert record_usage(source="switch", records=[call, call], now=now) == 1
    assert record_usage(source="switch", records=[replace(call, quantity=9)], now=now) == 0
    assert record_usage(source="partner", records=[call], now=now) == 1
    assert set(Usage.objects.values_list("quantity", flat=True)) == {240}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"usage_kind": "smoke"}, "unknown_kind"),
        ({"quantity": 0}, "nothing_used"),
        ({"external_id": ""}, "no_id"),
        ({"used_date": date(2026, 4, 12)}, "in_the_future"),
        ({"used_date": date(2025, 12, 31)}, "not_running"),
        ({"subscription_number": "nobody's"}, "unknown_subscription"),
    ],
)
def test_one_bad_record_refuses_all(call: UsageRecord, other: dict[str, Any], reason: str):
    bad = replace(call, **{"external_id": "call-2", **other})
    with pytest.raises(UnableToRecordUsage) as refused:
        record_usage(source="switch", records=[call, bad], now=at(date(2026, 4, 11)))
    assert (refused.value.reason, refused.value.position) == (reason, 1)
    assert not Usage.objects.exists()


def test_what_is_used_so_far_costs_what_the_bill_will_say(call: UsageRecord):
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    account_id = Subscription.objects.get().account_id
    (nothing,) = usage_so_far(account_id=account_id, now=at(date(2026, 4, 9)))
    assert (nothing.used, nothing.left, nothing.cost) == (0, 60, Money(0, "USD"))
    record_usage(source="switch", records=[call], now=at(date(2026, 4, 11)))
    (some,) = usage_so_far(account_id=account_id, now=at(date(2026, 4, 12)))
    assert (some.used, some.left, some.cost) == (240, 0, Money(30, "USD"))
    run_bills(bill_date=date(2026, 5, 1), now=at(date(2026, 5, 1)))
    (anew,) = usage_so_far(account_id=account_id, now=at(date(2026, 5, 2)))
    assert (anew.used, anew.cost) == (0, Money(0, "USD"))
