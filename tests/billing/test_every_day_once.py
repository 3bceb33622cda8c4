"""Whatever starts, ends and changes between bill runs: each day is billed once, each bill adds up.

The expectation is worked out a day at a time, in plain Python, from what was so when each run came.
"""

from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing import queries
from hearthline.billing.models import Bill, BillLine, Posting
from hearthline.billing.operations import add_charge, run_bills
from hearthline.kernel.checks import run_checks
from hearthline.kernel.money import Money, round_half_up
from tests import factories

pytestmark = pytest.mark.django_db

CAME = datetime(2023, 12, 20, 12, tzinfo=UTC)
FIRST, LAST = date(2023, 12, 21), date(2024, 9, 28)
DAY = timedelta(days=1)

days = st.dates(FIRST, LAST)
spans = st.tuples(days, st.none() | st.integers(0, 200)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1] * DAY)
)
services = st.lists(
    st.tuples(st.integers(0, 20_000), st.none() | st.integers(0, 20_000), spans),
    min_size=1,
    max_size=3,
)
changes = st.lists(st.tuples(st.integers(0, 2), spans), max_size=3)
"""Which service is found to have had another start and end all along."""


@contextmanager
def undone():
    """Leave the database as it was before the example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def months_from(billing_day):
    return [date(2024, month, billing_day) for month in range(1, 8)]


def next_month(day):
    return (day.replace(day=1) + timedelta(days=32)).replace(day=day.day)


def billed_days(subscription):
    """How often each day of a subscription is billed, credits subtracted."""
    times: Counter[date] = Counter()
    for line in BillLine.objects.filter(subscription=subscription):
        assert line.period_start
        assert line.period_end
        for n in range((line.period_end - line.period_start).days):
            times[line.period_start + n * DAY] += -1 if line.kind == "credit" else 1
    return {day: count for day, count in times.items() if count}


def owed_days(subscription, until):
    end = min(subscription.ended_date or until, until)
    return {
        subscription.started_date + n * DAY: 1
        for n in range((end - subscription.started_date).days)
    }


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    billing_day=st.integers(1, 28),
    services=services,
    changes_by_month=st.lists(changes, min_size=7, max_size=7),
    taxes=st.lists(st.integers(1, 250_000), max_size=2),
    credits_given=st.lists(st.tuples(days, st.integers(-9_000, 9_000)), max_size=3),
)
def test_every_day_once(billing_day, services, changes_by_month, taxes, credits_given):
    with undone():
        account = factories.make_account(billing_day=billing_day, created_at=CAME)
        for index, rate_ppm in enumerate(taxes):
            factories.make_tax(f"tax-{index}", rate_ppm=rate_ppm)
        had = [
            factories.make_subscription(
                account,
                factories.make_plan(price_minor=price),
                started=started,
                ended_date=ended,
                price_override_minor=override,
            )
            for price, override, (started, ended) in services
        ]
        _add_charges(account, credits_given)
        for bill_date, found in zip(months_from(billing_day), changes_by_month, strict=True):
            _change(had, found)
            _bill_as_previewed(account, bill_date)
            until = next_month(bill_date)
            for subscription in had:
                assert billed_days(subscription) == owed_days(subscription, until)
        assert run_checks()[1] == []
        assert sum(Posting.objects.values_list("amount_minor", flat=True)) == 0
        total = sum(Bill.objects.values_list("total_minor", flat=True))
        assert queries.balance(account_id=account.pk) == Money(total, "USD")


def _add_charges(account, credits_given):
    for day, amount in credits_given:
        if amount:
            add_charge(
                account_id=account.pk,
                kind="credit" if amount < 0 else "one_off",
                amount=Money(amount, "USD"),
                description="Something",
                effective_date=day,
                tax_category="data",
                now=CAME,
            )


def _change(had, found):
    for index, (started, ended) in found:
        subscription = had[index % len(had)]
        subscription.started_date, subscription.ended_date = started, ended
        subscription.save()


def _bill_as_previewed(account, bill_date):
    """The run issues what the preview showed, or nothing where it showed nothing."""
    preview = queries.preview_bill(account_id=account.pk, bill_date=bill_date)
    now = datetime(bill_date.year, bill_date.month, bill_date.day, 18, tzinfo=UTC)
    result = run_bills(bill_date=bill_date, now=now)
    assert result.bills_issued == (preview is not None)
    if preview is None:
        return
    issued = Bill.objects.get(account=account, period_start=bill_date)
    detail = queries.bill_detail(account_id=account.pk, number=issued.number)
    assert detail is not None
    assert preview.total == detail.summary.total
    for part in ("services", "one_offs", "credits", "taxes_and_fees"):
        assert getattr(preview, part) == getattr(detail, part)
    lines = sum(issued.lines.values_list("amount_minor", flat=True))
    assert lines == issued.total_minor


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(price=st.integers(0, 2_000_000), started=days, rate_ppm=st.integers(1, 400_000))
def test_amounts_are_rounded_as_money_is(price, started, rate_ppm):
    """The database's rounding of a prorated line and its tax is `round_half_up`'s."""
    bill_date = next_month(started.replace(day=1))
    with undone():
        account = factories.make_account(created_at=CAME)
        factories.make_tax(rate_ppm=rate_ppm)
        factories.make_subscription(
            account, factories.make_plan(price_minor=price), started=started, ended_date=bill_date
        )
        preview = queries.preview_bill(account_id=account.pk, bill_date=bill_date)
        if started >= bill_date:
            assert preview is None
            return
        assert preview is not None
        first = bill_date - DAY
        of = first.day
        covered = (bill_date - started).days
        amount = round_half_up(Decimal(price * covered) / of)
        tax = round_half_up(Decimal(amount) * rate_ppm / 1_000_000)
        assert preview.services[0].total == Money(amount, "USD")
        assert preview.total == Money(amount + tax, "USD")
