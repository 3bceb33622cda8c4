"""Late fees: warned of, charged once, within their caps, and let off."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hearthline.billing.models import BillLine, Charge, LateFeeNotice, Waiver
from hearthline.billing.operations import (
    add_charge,
    charge_returned_payment,
    run_bills,
)
from hearthline.billing.operations.fees import UnableToWaive, waive_charge
from hearthline.jobs import billing as jobs
from hearthline.kernel import clock
from hearthline.kernel.money import Money
from hearthline.notices.models import Message
from tests.billing.owing import at, bill_of, late_fees_on, make_owing, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


@pytest.fixture(autouse=True)
def _rule(settings):
    """8.00, ten days after the due date, told five days before."""
    settings.LATE_FEE_FLAT = Decimal(8)
    settings.LATE_FEE_PERCENT = Decimal(0)
    settings.LATE_FEE_GRACE_DAYS = 10
    settings.LATE_FEE_NOTICE_DAYS = 5
    settings.LATE_FEE_MOST = Decimal(25)
    settings.LATE_FEE_MOST_A_YEAR = Decimal(100)
    settings.LATE_FEE_LEAST_BALANCE = Decimal(5)
    settings.RETURNED_PAYMENT_FEE = Decimal("12.50")


def fees() -> list[int]:
    return list(
        Charge.objects.filter(cause__startswith="late_fee:")
        .order_by("id")
        .values_list("amount_minor", flat=True)
    )


def told() -> list[str]:
    return list(Message.objects.order_by("id").values_list("kind", flat=True))


def day_by_day(first: date, last: date) -> dict[date, str]:
    """Run every day; what came on which."""
    seen = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        before = len(told())
        late_fees_on(day)
        for kind in told()[before:]:
            seen[day] = kind
    return seen


def test_a_late_bill_is_warned_of_and_then_costs_one_fee():
    account = make_owing()
    seen = day_by_day(date(2026, 3, 20), date(2026, 5, 20))
    assert seen == {
        date(2026, 3, 26): "late_fee_to_come",
        date(2026, 4, 1): "late_fee_charged",
    }
    assert fees() == [800]
    warning = Message.objects.get(kind="late_fee_to_come")
    assert "March 31, 2026" in warning.body_text
    assert "$8.00" in warning.body_text
    charge = Charge.objects.get(cause=f"late_fee:{bill_of(account).number}")
    assert charge.kind == "fee"


def test_running_twice_a_day_changes_nothing():
    make_owing()
    for day in (date(2026, 3, 26), date(2026, 3, 26), date(2026, 4, 1), date(2026, 4, 1)):
        late_fees_on(day)
    assert fees() == [800]
    assert told() == ["late_fee_to_come", "late_fee_charged"]


def test_a_job_that_was_off_warns_first_and_waits():
    make_owing()
    late_fees_on(date(2026, 4, 20))
    assert fees() == []
    assert LateFeeNotice.objects.get().pay_by_date == date(2026, 4, 25)
    late_fees_on(date(2026, 4, 25))
    assert fees() == []
    late_fees_on(date(2026, 4, 26))
    assert fees() == [800]


def test_what_was_late_long_ago_costs_nothing():
    make_owing()
    late_fees_on(date(2026, 6, 1))
    assert told() == []


def test_a_bill_paid_after_the_warning_costs_nothing():
    account = make_owing()
    late_fees_on(date(2026, 3, 26))
    pay(account, 5000, date(2026, 3, 30))
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)):
        late_fees_on(day)
    assert fees() == []
    assert LateFeeNotice.objects.get().over_date == date(2026, 3, 31)


def test_payments_settle_the_oldest_bill_so_the_next_is_late_by_itself():
    account = make_owing()
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    pay(account, 5000, date(2026, 4, 2))
    day_by_day(date(2026, 4, 3), date(2026, 5, 10))
    (charge,) = Charge.objects.filter(cause__startswith="late_fee:")
    assert charge.cause == f"late_fee:{bill_of(account, date(2026, 4, 1)).number}"


def test_little_is_let_be(settings):
    account = make_owing()
    pay(account, 4501, date(2026, 3, 10))
    day_by_day(date(2026, 3, 20), date(2026, 4, 10))
    assert told() == []
    settings.LATE_FEE_LEAST_BALANCE = Decimal("4.99")
    day_by_day(date(2026, 4, 11), date(2026, 4, 20))
    assert fees() == [800]


@pytest.mark.parametrize(
    ("percent", "paid", "fee"),
    [
        ("1.5", 0, 75),
        ("1.5", 1700, 50),  # 1.5% of 33.00: 0.495
        ("1.5", 1701, 49),  # 1.5% of 32.99: 0.49485
        ("70", 0, 2500),  # 35.00, and at most 25.00
    ],
)
def test_a_percentage_of_what_is_overdue(settings, percent, paid, fee):
    settings.LATE_FEE_PERCENT = Decimal(percent)
    account = make_owing()
    if paid:
        pay(account, paid, date(2026, 3, 10))
    late_fees_on(date(2026, 3, 26))
    late_fees_on(date(2026, 4, 1))
    assert fees() == [fee]


def test_no_more_than_so_much_a_year(settings):
    settings.LATE_FEE_MOST_A_YEAR = Decimal(20)
    make_owing()
    for month in (4, 5, 6):
        run_bills(bill_date=date(2026, month, 1), now=at(date(2026, month, 1)))
    day_by_day(date(2026, 3, 20), date(2026, 7, 10))
    assert fees() == [800, 800, 400]


def test_what_is_waived_doesnt_count_for_the_year(settings):
    settings.LATE_FEE_MOST_A_YEAR = Decimal(8)
    make_owing()
    day_by_day(date(2026, 3, 26), date(2026, 4, 1))
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    waive_charge(
        charge_id=Charge.objects.get().pk,
        reason="Mail strike",
        by_id=None,
        now=at(date(2026, 4, 2)),
    )
    day_by_day(date(2026, 4, 20), date(2026, 5, 10))
    assert fees() == [800, 800]


def test_off_by_default_outside_the_demo(settings):
    settings.LATE_FEE_FLAT = Decimal(0)
    make_owing()
    day_by_day(date(2026, 3, 20), date(2026, 4, 10))
    assert told() == []


def test_another_currency_pays_none():
    make_owing(currency="EUR")
    day_by_day(date(2026, 3, 20), date(2026, 4, 10))
    assert told() == []


def test_a_waived_fee_is_on_the_bill_and_so_is_its_credit():
    account = make_owing()
    day_by_day(date(2026, 3, 26), date(2026, 4, 1))
    fee = Charge.objects.get()
    credit_id = waive_charge(
        charge_id=fee.pk, reason="Paid by mail in time", by_id=None, now=at(date(2026, 4, 1))
    )
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    lines = BillLine.objects.filter(bill__account=account, charge__isnull=False)
    assert sorted(lines.values_list("kind", "amount_minor")) == [("credit", -800), ("fee", 800)]
    assert "Paid by mail in time" in Charge.objects.get(pk=credit_id).description
    again = waive_charge(charge_id=fee.pk, reason="Twice", by_id=None, now=at(date(2026, 4, 2)))
    assert again == credit_id
    assert Waiver.objects.get().reason == "Paid by mail in time"


def test_only_charges_are_waived_and_only_with_a_reason():
    account = make_owing()
    credit = add_charge(
        account_id=account.pk,
        kind="credit",
        amount=Money(-100, "USD"),
        description="A credit",
        effective_date=date(2026, 4, 1),
        now=at(date(2026, 4, 1)),
    )
    for charge_id in (credit, 987_654):
        with pytest.raises(UnableToWaive):
            waive_charge(charge_id=charge_id, reason="x", by_id=None, now=at(date(2026, 4, 1)))
    fee = charge_returned_payment(
        account_id=account.pk, payment_number="P1", now=at(date(2026, 4, 1))
    )
    assert fee is not None
    with pytest.raises(UnableToWaive):
        waive_charge(charge_id=fee, reason=" ", by_id=None, now=at(date(2026, 4, 1)))


def test_a_returned_payment_costs_once(settings):
    account = make_owing()
    day = date(2026, 3, 10)
    first = charge_returned_payment(account_id=account.pk, payment_number="P1", now=at(day))
    again = charge_returned_payment(account_id=account.pk, payment_number="P1", now=at(day))
    assert first == again
    assert Charge.objects.get().amount_minor == 1250
    assert told() == ["returned_payment_fee"]
    settings.RETURNED_PAYMENT_FEE = Decimal(0)
    assert charge_returned_payment(account_id=account.pk, payment_number="P2", now=at(day)) is None


def test_the_job_calls_it(monkeypatch):
    make_owing()
    monkeypatch.setattr(clock, "now", lambda: at(date(2026, 3, 26)))
    jobs.charge_late_fees(timestamp=0)
    assert told() == ["late_fee_to_come"]
