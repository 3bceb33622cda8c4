"""What use costs is decided for days to come; months that began keep what they began with."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hearthline.billing.models import BillLine
from hearthline.billing.operations import UsageRecord, record_usage, run_bills
from hearthline.billing.tariff_words import tariff_text
from hearthline.billing.usage_so_far import usage_so_far
from hearthline.catalog.models import Tariff
from hearthline.catalog.operations import (
    TariffValues,
    UnableToEditCatalog,
    add_tariff,
    end_tariff,
    withdraw_tariff,
)
from hearthline.catalog.queries import edits_of, tariffs_ahead, tariffs_of_plan
from hearthline.kernel.checks import run_checks
from hearthline.subscriptions.models import Subscription
from tests import factories
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
CALLS = TariffValues("Calls", 600, 60, 10_000_000, 0, False, "")
TODAY = date(2026, 3, 16)
NOTICED = TODAY + timedelta(days=30)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@pytest.fixture
def had() -> Subscription:
    """A phone that is billed on the first."""
    account = factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))
    plan = factories.make_plan("phone", price_minor=1000, kind="phone")
    return factories.make_subscription(account, plan, started=date(2026, 1, 1))


@pytest.fixture
def sam() -> int:
    return int(factories.make_user("sam", is_staff=True).pk)


def decide(sam: int, starts: date, values: TariffValues = CALLS, now: datetime = NOW) -> int:
    return add_tariff(
        code="phone",
        usage_kind="voice",
        values=values,
        starts_date=starts,
        user_id=sam,
        now=now,
    )


def refused(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(UnableToEditCatalog) as told:
        call(*args, **kwargs)
    return told.value.reason


def test_what_may_cost_more_needs_notice(had: Subscription, sam: int):
    assert refused(decide, sam, NOTICED - timedelta(days=1)) == "too_soon"
    decide(sam, NOTICED)
    later = NOTICED + timedelta(days=30)
    now = at(NOTICED)
    dearer = replace(CALLS, included_quantity=0)
    assert refused(decide, sam, NOTICED + timedelta(days=1), dearer, now) == "too_soon"
    assert refused(decide, sam, later, CALLS, now) == "same_tariff"
    cheaper = replace(CALLS, price_millionths=9_000_000)
    decide(sam, NOTICED + timedelta(days=1), cheaper, now)
    assert refused(decide, sam, NOTICED, CALLS, at(TODAY)) == "changes_later"
    first, last = tariffs_of_plan(code="phone")[::-1]
    assert (first.ends_date, last.starts_date) == (last.starts_date, NOTICED + timedelta(days=1))
    assert len(edits_of(subject="plan", code="phone")) == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"price_millionths": -1}, "below_zero"),
        ({"block_quantity": 0}, "below_zero"),
        ({"is_itemized": True}, "itemized_includes"),
    ],
)
def test_what_makes_no_sense_is_refused(
    had: Subscription, sam: int, wrong: dict[str, Any], reason: str
):
    assert refused(decide, sam, NOTICED, replace(CALLS, **wrong)) == reason
    assert not Tariff.objects.exists()


def test_only_what_is_to_come_is_withdrawn(had: Subscription, sam: int):
    first = decide(sam, NOTICED)
    second = decide(sam, NOTICED + timedelta(days=60), replace(CALLS, included_quantity=0))
    assert refused(withdraw_tariff, tariff_id=first, user_id=sam, now=NOW) == "changes_later"
    withdraw_tariff(tariff_id=second, user_id=sam, now=NOW)
    assert Tariff.objects.get().ends_date is None
    assert refused(withdraw_tariff, tariff_id=first, user_id=sam, now=at(NOTICED)) == "tariff_began"


def test_it_ends_from_tomorrow_on_once(had: Subscription, sam: int):
    tariff = decide(sam, NOTICED)
    soon: dict[str, Any] = {"tariff_id": tariff, "user_id": sam, "now": at(NOTICED)}
    assert refused(end_tariff, ends_date=NOTICED, **soon) == "too_soon"
    end_tariff(ends_date=NOTICED + timedelta(days=1), **soon)
    assert refused(end_tariff, ends_date=NOTICED + timedelta(days=9), **soon) == "has_ended"
    assert tariffs_ahead(code="phone", on=NOTICED + timedelta(days=1)) == ()


def test_a_month_goes_by_the_tariff_of_its_first_day(had: Subscription, sam: int):
    """Nothing is included twice, and nothing costs what wasn't known when the month began."""
    Tariff.objects.create(
        plan=had.plan,
        usage_kind="voice",
        name="Calls",
        included_quantity=600,
        block_quantity=60,
        price_millionths=10_000_000,
    )
    decide(sam, date(2026, 5, 10), replace(CALLS, price_millionths=20_000_000, minimum_minor=99))
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    for month, last in ((4, 30), (5, 31), (6, 30)):
        records = [
            UsageRecord(f"{month}-{day}", had.number, "voice", 600, date(2026, month, day))
            for day in (2, 20)
        ]
        record_usage(source="switch", records=records, now=at(date(2026, month, last)))
        bill_date = date(2026, month + 1, 1)
        (so_far,) = usage_so_far(account_id=had.account_id, now=at(date(2026, month, last)))
        run_bills(bill_date=bill_date, now=at(bill_date))
        line = BillLine.objects.get(bill__period_start=bill_date, kind="usage")
        assert so_far.cost.amount_minor == line.amount_minor
    amounts = BillLine.objects.filter(kind="usage").order_by("bill_id")
    assert list(amounts.values_list("amount_minor", flat=True)) == [100, 100, 200]


def test_a_least_amount_begins_with_its_tariff(had: Subscription, sam: int):
    decide(sam, date(2026, 5, 1), replace(CALLS, minimum_minor=99))
    for month in (4, 5, 6, 7):
        run_bills(bill_date=date(2026, month, 1), now=at(date(2026, month, 1)))
    found = BillLine.objects.filter(kind="minimum").order_by("bill_id")
    assert [line.period_start for line in found] == [date(2026, 5, 1), date(2026, 6, 1)]


def test_two_that_overlap_are_found(had: Subscription, sam: int):
    decide(sam, NOTICED)
    decide(sam, NOTICED + timedelta(days=60), replace(CALLS, included_quantity=0))
    Tariff.objects.filter(starts_date=NOTICED).update(ends_date=None)
    assert [finding.detail for finding in run_checks()[1]] == [
        f"plan phone: Calls goes on beyond {NOTICED + timedelta(days=60)}"
    ]
    Tariff.objects.all().delete()


def test_it_is_told_in_words(had: Subscription, sam: int):
    decide(sam, NOTICED, replace(CALLS, minimum_minor=200))
    (line,) = tariffs_of_plan(code="phone")
    told = "10 min a month included, the rest at $0.10 per 1 min begun, at least $2.00 a month"
    assert tariff_text(line) == told
    film = replace(line, usage_kind="piece", included_quantity=0, block_quantity=1)
    film = replace(film, is_itemized=True, price_millionths=4_950_000)
    assert tariff_text(film) == "0.0495 USD each, at least $2.00 a month"
