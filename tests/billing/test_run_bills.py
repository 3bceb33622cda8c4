"""Bills worked out by hand, and the run that issues them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing import queries
from hearthline.billing.models import Bill, BillLine, BillRun, LedgerTransaction
from hearthline.billing.operations import (
    UnableToRunBills,
    add_charge,
    missed_bill_dates,
    run_bills,
)
from hearthline.jobs import billing as jobs
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from hearthline.kernel.numbers import has_valid_check_digit, with_check_digit
from hearthline.payments.operations import record_payment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def bill(day: date):
    return run_bills(bill_date=day, now=at(day))


def lines(day: date):
    """(kind, amount, from, until, cause) of the day's lines, in bill order."""
    return list(
        BillLine.objects.filter(bill__period_start=day, bill__source="run")
        .order_by("bill_id", "position")
        .values_list("kind", "amount_minor", "period_start", "period_end", "cause")
    )


@pytest.fixture
def account():
    """Came on 16 March 2026: what it had before, somebody else has billed until 1 April."""
    return factories.make_account()


@pytest.fixture
def old_account():
    return factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))


def test_a_whole_month_is_billed_in_advance(account):
    factories.make_subscription(account, factories.make_plan(price_minor=5000))
    bill(date(2026, 4, 1))
    assert lines(date(2026, 4, 1)) == [
        ("recurring", 5000, date(2026, 4, 1), date(2026, 5, 1), "month")
    ]
    issued = Bill.objects.get()
    assert (issued.period_end, issued.due_date) == (date(2026, 5, 1), date(2026, 4, 21))
    assert has_valid_check_digit(issued.number)
    assert queries.balance(account_id=account.pk) == Money(5000, "USD")


def test_an_override_takes_the_place_of_the_price(account):
    plan = factories.make_plan(price_minor=5000)
    factories.make_subscription(account, plan, price_override_minor=4200)
    factories.make_subscription(account, plan, price_override_minor=0)
    bill(date(2026, 4, 1))
    assert [line[1] for line in lines(date(2026, 4, 1))] == [4200, 0]


@pytest.mark.parametrize(
    ("started", "bill_day", "amount"),
    [
        (date(2026, 4, 10), date(2026, 5, 1), 3500),  # 21 of 30 days of 50.00
        (date(2026, 3, 10), date(2026, 4, 1), 3548),  # 22 of 31: 35.4838…
        (date(2026, 2, 10), date(2026, 3, 1), 3393),  # 19 of 28: 33.9285…
        (date(2024, 2, 10), date(2024, 3, 1), 3448),  # 20 of 29, a leap year: 34.4827…
        (date(2024, 2, 29), date(2024, 3, 1), 172),  # the leap day alone: 1.7241…
    ],
)
def test_days_since_a_start_are_caught_up(old_account, started, bill_day, amount):
    plan = factories.make_plan(price_minor=5000)
    factories.make_subscription(old_account, plan, started=started)
    bill(bill_day)
    first, month = lines(bill_day)
    assert first == ("proration", amount, started, bill_day, "started")
    assert month[:3] == ("recurring", 5000, bill_day)


def test_catching_up_two_months_splits_them(old_account):
    plan = factories.make_plan(price_minor=3100)
    factories.make_subscription(old_account, plan, started=date(2026, 2, 15))
    bill(date(2026, 4, 1))
    assert lines(date(2026, 4, 1)) == [
        ("proration", 1550, date(2026, 2, 15), date(2026, 3, 1), "started"),  # 14 of 28
        ("recurring", 3100, date(2026, 3, 1), date(2026, 4, 1), "catch_up"),
        ("recurring", 3100, date(2026, 4, 1), date(2026, 5, 1), "month"),
    ]


def test_a_known_end_is_not_billed_beyond(account):
    plan = factories.make_plan(price_minor=3000)
    factories.make_subscription(account, plan, ended_date=date(2026, 4, 11))
    bill(date(2026, 4, 1))
    assert lines(date(2026, 4, 1)) == [
        ("proration", 1000, date(2026, 4, 1), date(2026, 4, 11), "ended")
    ]
    assert bill(date(2026, 5, 1)).bills_issued == 0


def test_days_billed_but_not_had_are_given_back_at_their_price(account):
    plan = factories.make_plan(price_minor=3000)
    subscription = factories.make_subscription(account, plan)
    bill(date(2026, 4, 1))
    plan.price_minor = 9900
    plan.save()
    subscription.ended_date = date(2026, 4, 11)
    subscription.save()
    bill(date(2026, 5, 1))
    assert lines(date(2026, 5, 1)) == [
        ("credit", -2000, date(2026, 4, 11), date(2026, 5, 1), "ended")
    ]
    assert queries.balance(account_id=account.pk) == Money(1000, "USD")
    assert bill(date(2026, 5, 1)).bills_issued == 0


def test_an_end_taken_back_is_billed_after_all(account):
    subscription = factories.make_subscription(account, factories.make_plan(price_minor=3000))
    bill(date(2026, 4, 1))
    subscription.ended_date = date(2026, 4, 11)
    subscription.save()
    bill(date(2026, 5, 1))
    subscription.ended_date = None
    subscription.save()
    bill(date(2026, 6, 1))
    assert lines(date(2026, 6, 1)) == [
        ("proration", 2000, date(2026, 4, 11), date(2026, 5, 1), "catch_up"),
        ("recurring", 3000, date(2026, 5, 1), date(2026, 6, 1), "catch_up"),
        ("recurring", 3000, date(2026, 6, 1), date(2026, 7, 1), "month"),
    ]


def test_days_billed_again_are_given_back_at_their_last_price(account):
    plan = factories.make_plan(price_minor=3000)
    subscription = factories.make_subscription(account, plan)
    bill(date(2026, 4, 1))
    for month, ended, price in (
        (5, date(2026, 4, 11), 3000),  # 20 days back at 1.00
        (6, None, 6000),  # all of them again at 2.00, with May and June
        (7, date(2026, 4, 21), 6000),  # ten back at 2.00, with May and June
    ):
        subscription.ended_date = ended
        subscription.save()
        plan.price_minor = price
        plan.save()
        bill(date(2026, month, 1))
    assert [line[:2] for line in lines(date(2026, 5, 1))] == [("credit", -2000)]
    assert [line[1] for line in lines(date(2026, 6, 1))] == [4000, 6000, 6000]
    assert [line[:4] for line in lines(date(2026, 7, 1))] == [
        ("credit", -2000, date(2026, 4, 21), date(2026, 5, 1)),
        ("credit", -6000, date(2026, 5, 1), date(2026, 6, 1)),
        ("credit", -6000, date(2026, 6, 1), date(2026, 7, 1)),
    ]


def test_taxes_and_fees_by_category_and_region(account):
    add = factories.make_tax
    add("state", rate_ppm=62_500)
    add("here", name="Village", region="IL", rate_ppm=5_000)
    add("elsewhere", region="MO", rate_ppm=90_000)
    add("over", ends_date=date(2026, 4, 1), rate_ppm=90_000)
    add("to-come", starts_date=date(2026, 4, 2), rate_ppm=90_000)
    add("phone", category="voice", rate_ppm=100_000)
    add("fund", name="Fund", kind="flat", rate_ppm=0, flat_minor=99, is_fee=True)
    data = factories.make_plan(price_minor=4999)
    voice = factories.make_plan(price_minor=1005, kind="phone", tax_category="voice")
    untaxed = factories.make_plan(price_minor=700, kind="equipment", tax_category="")
    for plan in (voice, data, data, untaxed):
        factories.make_subscription(account, plan)
    bill(date(2026, 4, 1))
    described = BillLine.objects.order_by("position").values_list("kind", "amount_minor")
    assert list(described) == [
        ("recurring", 4999),
        ("recurring", 4999),
        ("recurring", 1005),
        ("recurring", 700),
        ("fee", 99),  # once, not for each line
        ("tax", 50),  # 0.5 % of 99.98 is 0.4999
        ("tax", 101),  # 10 % of 10.05 is 1.005: half goes up
        ("tax", 625),  # 6.25 % of 99.98 is 6.24875
    ]
    books = {leg.book: leg.amount_minor for leg in LedgerTransaction.objects.get().postings.all()}
    assert books == {"receivable": 12578, "revenue": -11703, "tax_payable": -875}


def test_charges_and_credits_come_once_with_their_taxes(account):
    factories.make_tax(rate_ppm=100_000)
    values = {"account_id": account.pk, "now": at(date(2026, 3, 20)), "tax_category": "data"}
    add_charge(
        kind="one_off",
        amount=Money(4005, "USD"),
        description="Visit",
        effective_date=date(2026, 3, 20),
        **values,
    )
    add_charge(
        kind="credit",
        amount=Money(-9000, "USD"),
        description="Outage",
        effective_date=date(2026, 4, 1),
        cause="outage",
        **values,
    )
    add_charge(
        kind="fee",
        amount=Money(500, "USD"),
        description="Later",
        effective_date=date(2026, 4, 2),
        **values,
    )
    bill(date(2026, 4, 1))
    assert [line[:2] + line[4:] for line in lines(date(2026, 4, 1))] == [
        ("one_off", 4005, ""),
        ("credit", -9000, "outage"),
        ("tax", -500, "tax"),  # 10 % of -49.95: half goes away from zero
    ]
    bill(date(2026, 5, 1))
    assert [line[:2] for line in lines(date(2026, 5, 1))] == [("fee", 500), ("tax", 50)]
    detail = queries.bill_detail(account_id=account.pk, number=Bill.objects.latest("id").number)
    assert detail is not None
    assert [line.description for line in detail.one_offs] == ["Later"]
    assert detail.taxes_and_fees_total == Money(50, "USD")


def test_a_suspended_account_is_billed_and_a_closed_one_settles_up(account):
    plan = factories.make_plan(price_minor=3000)
    suspended = factories.make_account(status="suspended", created_at=account.created_at)
    factories.make_subscription(suspended, plan)
    subscription = factories.make_subscription(account, plan)
    factories.make_subscription(account, plan)
    bill(date(2026, 4, 1))
    subscription.ended_date = date(2026, 4, 16)
    subscription.save()
    account.status = "closed"
    account.save()
    assert bill(date(2026, 5, 1)).bills_issued == 2
    assert Bill.objects.filter(account=suspended).count() == 2
    closing = Bill.objects.get(account=account, period_start=date(2026, 5, 1))
    assert [(x.kind, x.amount_minor) for x in closing.lines.all()] == [("credit", -1500)]
    bill(date(2026, 6, 1))
    assert Bill.objects.filter(account=account).count() == 2


def test_only_those_whose_day_it_is(account):
    plan = factories.make_plan()
    factories.make_subscription(account, plan)
    other = factories.make_account(billing_day=15, created_at=account.created_at)
    factories.make_subscription(other, plan)
    empty = factories.make_account(created_at=account.created_at)
    assert bill(date(2026, 4, 15)).bills_issued == 1
    assert Bill.objects.get().account == other
    bill(date(2026, 4, 1))
    assert not Bill.objects.filter(account=empty).exists()


def test_years_before_we_came_are_not_billed():
    """Came on 16 March with an opening balance; whoever billed before did so until the 20th."""
    account = factories.make_account(billing_day=20)
    plan = factories.make_plan(price_minor=3100)
    factories.make_subscription(account, plan, started=date(2023, 1, 1))
    factories.make_subscription(account, plan, started=date(2026, 3, 10))
    bill(date(2026, 3, 20))
    assert [line[2] for line in lines(date(2026, 3, 20))] == [
        date(2026, 3, 20),
        date(2026, 3, 10),  # too late to be on the bill of 20 February
        date(2026, 3, 20),
    ]


def test_imported_bills_are_not_billed_again():
    account = factories.make_account()
    Bill.objects.create(
        account=account, number="OLD-7", period_start=date(2026, 3, 5), period_end=date(2026, 4, 5),
        issued_date=date(2026, 3, 5), due_date=date(2026, 3, 25), total_minor=0, currency="USD",
        source="import",
    )  # fmt: skip
    plan = factories.make_plan(price_minor=3000)
    factories.make_subscription(account, plan, started=date(2023, 1, 1))
    factories.make_subscription(account, plan, started=date(2026, 3, 30))
    bill(date(2026, 4, 1))
    assert [line[:4] for line in lines(date(2026, 4, 1))] == [
        ("proration", 2600, date(2026, 4, 5), date(2026, 5, 1)),
        ("proration", 194, date(2026, 3, 30), date(2026, 4, 1)),
        ("recurring", 3000, date(2026, 4, 1), date(2026, 5, 1)),
    ]


def test_running_twice_changes_nothing(account):
    factories.make_subscription(account, factories.make_plan())
    assert bill(date(2026, 4, 1)).bills_issued == 1
    before = list(Bill.objects.values())
    assert bill(date(2026, 4, 1)).bills_issued == 0
    assert list(Bill.objects.values()) == before
    assert BillRun.objects.count() == 1


def test_a_number_that_an_imported_bill_has_is_passed_over(account):
    factories.make_subscription(account, factories.make_plan())
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value + is_called::integer FROM billing_bill_number")
        (following,) = cursor.fetchone()
        cursor.execute("SELECT billing_with_check_digit(%s)", [following])
        (number,) = cursor.fetchone()
    Bill.objects.create(
        account=account, number=number, period_start=date(2025, 1, 1), period_end=date(2025, 2, 1),
        issued_date=date(2025, 1, 1), due_date=date(2025, 1, 20), total_minor=0, currency="USD",
        source="import",
    )  # fmt: skip
    assert bill(date(2026, 4, 1)).bills_issued == 1


def test_the_clock_bills_today(account):
    """The hourly task, at the real time."""
    factories.make_subscription(account, factories.make_plan())
    today = clock.provider_date(clock.now())
    account.billing_day = min(today.day, 28)
    account.save()
    jobs.run_bills(timestamp=0)
    jobs.run_bills(timestamp=3600)
    assert BillRun.objects.get().bill_date == today
    assert Bill.objects.filter(account=account).count() == (today.day <= 28)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=50))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_check_digits_are_the_same_in_the_database(numbers):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT billing_with_check_digit(number) FROM unnest(%s::bigint[])"
            " WITH ORDINALITY AS given (number, place) ORDER BY place",
            [numbers],
        )
        assert [text for (text,) in cursor.fetchall()] == [with_check_digit(n) for n in numbers]


def test_a_day_to_come_is_refused():
    with pytest.raises(UnableToRunBills, match="yet to come"):
        run_bills(bill_date=date(2026, 4, 2), now=datetime(2026, 4, 2, 3, tzinfo=UTC))


def test_missed_days_are_those_since_the_last_finished_run():
    today = date(2026, 4, 10)
    assert missed_bill_dates(now=at(today)) == [today]
    bill(date(2026, 4, 7))
    BillRun.objects.create(bill_date=date(2026, 4, 2), started_at=at(today), accounts_total=1)
    assert missed_bill_dates(now=at(today)) == [
        date(2026, 4, 2),
        *(date(2026, 4, 8) + timedelta(days=n) for n in range(3)),
    ]


def test_what_is_due_lies_on_the_newest_bills(old_account):
    account = old_account
    plan = factories.make_plan(price_minor=3000)
    factories.make_subscription(account, plan, started=date(2026, 2, 1))
    for month in (2, 3, 4):
        bill(date(2026, month, 1))
    record_payment(
        account_id=account.pk,
        amount_minor=4000,
        channel="check",
        reference="17",
        received_at=at(date(2026, 3, 15)),
        idempotency_key="17",
        staff_user_id=None,
        now=at(date(2026, 3, 15)),
        with_receipt=False,
    )
    due = queries.what_is_due(account_id=account.pk, today=date(2026, 4, 10))
    assert (due.amount.amount_minor, due.overdue.amount_minor) == (5000, 2000)
    assert due.due_date == date(2026, 3, 21)
    page = queries.bills_of(account_id=account.pk)
    assert [each.due.amount_minor for each in page.bills] == [3000, 2000, 0]
    detail = queries.bill_detail(account_id=account.pk, number=page.bills[0].number)
    assert detail is not None
    assert detail.previous_balance.amount_minor == 6000
    assert detail.payments_since.amount_minor == -4000
    assert detail.balance_before.amount_minor == 2000
    assert detail.balance_after.amount_minor == 5000
    mallory = factories.make_account()
    assert queries.bill_detail(account_id=mallory.pk, number=page.bills[0].number) is None
    assert queries.bill_id(account_id=mallory.pk, number=page.bills[0].number) is None
