"""The forecast is what is then billed, as long as nothing changes; and it leaves nothing behind."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing.forecast import foreseen_bills, next_bill
from hearthline.billing.models import Bill
from hearthline.billing.operations import run_bills
from hearthline.billing.queries import bill_detail
from hearthline.kernel.sql import select
from tests import factories
from tests.billing.test_every_day_once import (
    CAME,
    _add_charges,
    _change,
    changes,
    days,
    months_from,
    services,
    undone,
)

TABLES = ("billing_bill", "billing_billline", "billing_posting", "billing_ledgertransaction")
PARTS = ("services", "one_offs", "credits", "taxes_and_fees", "total")


def evening(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def state():
    """Every row and every number taken so far."""
    rows = [select(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]
    numbers = select(
        "SELECT sequencename, last_value FROM pg_sequences WHERE sequencename LIKE 'billing%%'"
        " ORDER BY 1"
    )
    return rows, numbers


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    billing_day=st.integers(1, 28),
    had=services,
    found=changes,
    taxes=st.lists(st.integers(1, 250_000), max_size=2),
    charges=st.lists(st.tuples(days, st.integers(-9_000, 9_000)), max_size=4),
    runs=st.integers(0, 3),
    days_later=st.integers(0, 27),
)
def test_what_is_foreseen_is_what_is_billed(  # noqa: PLR0917 - Hypothesis gives them by name
    billing_day, had, found, taxes, charges, runs, days_later
):
    with undone():
        account = factories.make_account(billing_day=billing_day, created_at=CAME)
        for index, rate_ppm in enumerate(taxes):
            factories.make_tax(f"tax-{index}", rate_ppm=rate_ppm)
        own = [
            factories.make_subscription(
                account,
                factories.make_plan(price_minor=price),
                started=started,
                ended_date=ended,
                price_override_minor=override,
            )
            for price, override, (started, ended) in had
        ]
        _add_charges(account, charges)
        dates = months_from(billing_day)
        for bill_date in dates[:runs]:
            run_bills(bill_date=bill_date, now=evening(bill_date))
        _change(own, found)
        asked_at = evening(dates[runs - 1] if runs else dates[0] - timedelta(days=20))
        asked_at += timedelta(days=min(days_later, 20))
        before = state()
        foreseen = foreseen_bills(account_id=account.pk, now=asked_at)
        assert state() == before
        to_come = dates[runs : runs + 3]
        assert {bill.bill_date for bill in foreseen} <= set(to_come)
        for bill_date in to_come:
            run_bills(bill_date=bill_date, now=evening(bill_date))
        _changes_are_told(foreseen)
        assert len(foreseen) == Bill.objects.filter(period_start__in=to_come).count()
        for bill in foreseen:
            _is_billed(account, bill)


def _is_billed(account, foreseen):
    issued = Bill.objects.get(account=account, period_start=foreseen.bill_date)
    detail = bill_detail(account_id=account.pk, number=issued.number)
    assert detail is not None
    assert issued.due_date == foreseen.due_date
    assert foreseen.bill.total == detail.summary.total
    for part in PARTS[:-1]:
        assert getattr(foreseen.bill, part) == getattr(detail, part)


def _changes_are_told(foreseen):
    """Each is explained against the one before, as it will be when it has come."""
    for before, bill in pairwise(foreseen):
        assert bill.explanation is not None
        assert bill.explanation.before_total == before.bill.total
        told = sum(cause.change.amount_minor for cause in bill.explanation.causes)
        assert told == (bill.bill.total - before.bill.total).amount_minor


@pytest.fixture
def account(db):
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(account, factories.make_plan(), started=date(2026, 1, 1))
    return account


def dates_of(account, now):
    return [bill.bill_date for bill in foreseen_bills(account_id=account.pk, now=now)]


def test_a_bill_that_should_have_been_comes_first(account, books_are_right):
    run_bills(bill_date=date(2026, 1, 1), now=evening(date(2026, 1, 1)))
    missed = evening(date(2026, 2, 3))
    assert dates_of(account, missed) == [date(2026, month, 1) for month in (2, 3, 4)]
    run_bills(bill_date=date(2026, 2, 1), now=missed)
    assert dates_of(account, missed) == [date(2026, month, 1) for month in (3, 4, 5)]


def test_no_bill_is_foreseen_where_none_will_come(account):
    account.status = "closed"
    account.save()
    assert foreseen_bills(account_id=account.pk, now=evening(date(2026, 1, 20))) == ()
    assert next_bill(account_id=account.pk, now=evening(date(2026, 1, 20))) is None


def test_a_promotion_that_ends_is_seen_ahead(account):
    subscription = account.subscriptions.get()
    subscription.price_override_minor, subscription.ended_date = 3000, date(2026, 3, 1)
    subscription.save()
    factories.make_subscription(account, subscription.plan, started=date(2026, 3, 1))
    run_bills(bill_date=date(2026, 1, 1), now=evening(date(2026, 1, 1)))
    now = evening(date(2026, 1, 10))
    totals = [
        bill.bill.total.amount_minor for bill in foreseen_bills(account_id=account.pk, now=now)
    ]
    assert totals == [3000, 5000, 5000]


def test_within_a_transaction_that_goes_on(account):
    """What else the transaction did stays; what was foreseen doesn't."""
    with transaction.atomic():
        other = factories.make_account()
        before = state()
        foreseen_bills(account_id=account.pk, now=evening(date(2026, 1, 20)))
        assert state() == before
    other.refresh_from_db()


def test_while_bills_are_being_issued_only_the_next_is_told(committed):
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(account, factories.make_plan(), started=date(2026, 1, 1))
    holds, done = threading.Event(), threading.Event()

    def bill_run():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM customers_account WHERE id = %s FOR NO KEY UPDATE", [account.pk]
            )
            holds.set()
            done.wait(20)
        connection.close()

    running = threading.Thread(target=bill_run)
    running.start()
    try:
        assert holds.wait(20)
        assert len(dates_of(account, evening(date(2026, 1, 20)))) == 1
    finally:
        done.set()
        running.join()
    assert len(dates_of(account, evening(date(2026, 1, 20)))) == 3


def test_several_at_once_and_a_bill_run(committed):
    """Forecasts of one account and the run that bills it: all come through, one bill is there."""
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(account, factories.make_plan(), started=date(2026, 1, 1))
    now = evening(date(2026, 2, 1))
    found: list[int] = []
    failures: list[Exception] = []

    def ask():
        try:
            found.extend(len(foreseen_bills(account_id=account.pk, now=now)) for _ in range(12))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says so
            failures.append(error)
        finally:
            connection.close()

    def bill():
        try:
            for day in (date(2026, 1, 1), date(2026, 2, 1)):
                run_bills(bill_date=day, now=now)
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=what) for what in (ask, ask, bill, ask, ask)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failures == []
    assert set(found) <= {1, 2, 3}  # one fewer where the first was billed meanwhile
    assert Bill.objects.filter(account=account).count() == 2
    assert Bill.objects.filter(pk__lt=0).count() == 0
