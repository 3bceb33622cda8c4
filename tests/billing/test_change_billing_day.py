"""Another billing day: short or long, every day billed once, foreseen as it then comes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Bill, BillingDayChange, BillLine
from hearthline.billing.operations import (
    UnableToChangeBillingDay,
    change_billing_day,
    preview_billing_day,
    run_bills,
)
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)


def evening(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def run(day):
    return run_bills(bill_date=day, now=evening(day)).bills_issued


def change(account, day, on=date(2026, 4, 3), *, user_id=None, by_staff=True):
    return change_billing_day(
        account_id=account.pk, day=day, user_id=user_id, by_staff=by_staff, now=evening(on)
    )


def lines(day):
    return list(
        BillLine.objects.filter(bill__period_start=day)
        .order_by("position")
        .values_list("kind", "amount_minor", "period_start", "period_end")
    )


@pytest.fixture
def account():
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(
        account, factories.make_plan(price_minor=3100), started=date(2026, 3, 1)
    )
    return account


def test_a_short_period(account):
    run(APRIL)
    assert change(account, 20) == date(2026, 4, 20)
    assert run(MAY) == 0
    assert run(date(2026, 4, 20)) == 1
    # Paid until May; from then to the 20th it is 19 of the 30 days from April 20.
    assert lines(date(2026, 4, 20)) == [("proration", 1963, MAY, date(2026, 5, 20))]
    run(date(2026, 5, 20))
    assert lines(date(2026, 5, 20)) == [("recurring", 3100, date(2026, 5, 20), date(2026, 6, 20))]


def test_a_long_period(account):
    run(APRIL)
    assert change(account, 10) == date(2026, 5, 10)
    assert run(MAY) == 0
    assert run(date(2026, 5, 10)) == 1
    # 9 of the 30 days before May 10, and the month from it on.
    assert lines(date(2026, 5, 10)) == [
        ("proration", 930, MAY, date(2026, 5, 10)),
        ("recurring", 3100, date(2026, 5, 10), date(2026, 6, 10)),
    ]


@pytest.mark.parametrize("day", range(2, 29))
def test_between_16_and_46_days_after_the_last_bill(account, day):
    run(APRIL)
    first = change(account, day)
    assert first.day == day
    assert 16 <= (first - APRIL).days <= 46


def test_the_preview_is_what_comes(account):
    run(APRIL)
    seen = preview_billing_day(
        account_id=account.pk, day=10, user_id=None, by_staff=True, now=evening(date(2026, 4, 3))
    )
    assert not BillingDayChange.objects.exists()
    assert [bill.bill_date.day for bill in seen.before] == [1, 1, 1]
    assert [bill.bill_date for bill in seen.after] == [date(2026, month, 10) for month in (5, 6, 7)]
    change(account, 10)
    again = foreseen_bills(account_id=account.pk, now=evening(date(2026, 4, 4)))
    assert [bill.bill.total for bill in again] == [bill.bill.total for bill in seen.after]
    for bill in seen.after:
        run(bill.bill_date)
        issued = Bill.objects.get(period_start=bill.bill_date)
        assert issued.total_minor == bill.bill.total.amount_minor


def test_subscribers_may_once_in_half_a_year(account):
    alice, bob = factories.make_user("alice-day"), factories.make_user("bob-day")
    factories.make_member(account, alice)
    factories.make_member(account, bob, role="viewer")
    run(APRIL)
    for user, refusal in ((bob, "not_allowed"), (factories.make_user("x"), "not_allowed")):
        with pytest.raises(UnableToChangeBillingDay, match=refusal):
            change(account, 10, user_id=user.pk, by_staff=False)
    change(account, 10, user_id=alice.pk, by_staff=False)
    with pytest.raises(UnableToChangeBillingDay, match="too_soon"):
        change(account, 12, user_id=alice.pk, by_staff=False)
    change(account, 12)  # staff may
    later = date(2026, 4, 3) + timedelta(days=184)
    for day in (date(2026, month, 12) for month in range(5, 10)):
        run(day)
    change(account, 15, on=later, user_id=alice.pk, by_staff=False)


@pytest.mark.parametrize(("day", "reason"), [(1, "same"), (0, "bad_day"), (29, "bad_day")])
def test_days_that_are_refused(account, day, reason):
    run(APRIL)
    with pytest.raises(UnableToChangeBillingDay, match=reason):
        change(account, day)


def test_not_while_a_bill_is_due(account):
    run(APRIL)
    with pytest.raises(UnableToChangeBillingDay, match="due"):
        change(account, 20, on=MAY)
