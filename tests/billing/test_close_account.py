"""An account ends with its final bill: days back, deposits back, what is open taken."""

from datetime import UTC, date, datetime

import pytest

from hearthline.billing import queries
from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Bill, BillLine, Charge, Closing
from hearthline.billing.operations import (
    UnableToClose,
    UnableToCorrect,
    add_charge,
    close_account,
    close_due_accounts,
    correct_bill,
    keep_account,
    preview_closing,
    run_bills,
)
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select
from hearthline.payments.operations import record_payment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
CLOSING = date(2026, 4, 16)


def evening(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def run(day):
    return run_bills(bill_date=day, now=evening(day)).bills_issued


def close(account, day=CLOSING, at=None, reason="Moves abroad"):
    return close_account(
        account_id=account.pk,
        on_date=day,
        reason=reason,
        user_id=None,
        now=evening(at or day),
    )


def lines(number):
    return list(
        BillLine.objects.filter(bill__number=number)
        .order_by("position")
        .values_list("kind", "amount_minor", "period_start", "period_end")
    )


@pytest.fixture
def account():
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    factories.make_subscription(
        account, factories.make_plan(price_minor=3000), started=date(2026, 3, 1)
    )
    return account


def test_days_paid_ahead_are_given_back_and_what_is_open_is_taken(account):
    run(APRIL)
    # Began after the last bill: 10 days of April's 30, not of 31 days up to the closing.
    factories.make_subscription(
        account, factories.make_plan(price_minor=900), started=date(2026, 4, 6)
    )
    add_charge(
        account_id=account.pk, kind="one_off", amount=Money(700, "USD"), description="Router kept",
        effective_date=CLOSING, now=evening(CLOSING),
    )  # fmt: skip
    done = close(account)
    assert lines(done.bill_number) == [
        ("credit", -1500, CLOSING, MAY),
        ("proration", 300, date(2026, 4, 6), CLOSING),
        ("one_off", 700, None, None),
    ]
    final = Bill.objects.get(number=done.bill_number)
    assert (final.kind, final.period_start, final.period_end) == (
        "final", CLOSING, date(2026, 4, 17),
    )  # fmt: skip
    account.refresh_from_db()
    assert account.status == "closed"
    assert set(account.subscriptions.values_list("ended_date", flat=True)) == {CLOSING}
    assert foreseen_bills(account_id=account.pk, now=evening(date(2026, 4, 20))) == ()
    assert run(MAY) == 0


def test_a_deposit_goes_back_and_the_credit_is_to_be_refunded(account):
    Charge.objects.create(
        account=account, amount_minor=10_000, description="Deposit", kind="deposit",
        effective_date=date(2026, 3, 1), created_at=evening(date(2026, 3, 1)),
    )  # fmt: skip
    run(APRIL)
    record_payment(
        account_id=account.pk, amount_minor=16_000, channel="cash", reference="",
        received_at=evening(APRIL), idempotency_key="k", staff_user_id=None, now=evening(APRIL),
    )  # fmt: skip
    done = close(account)
    assert lines(done.bill_number) == [
        ("credit", -1500, CLOSING, MAY),
        ("deposit", -10_000, None, None),
    ]
    assert done.credit == Money(11_500, "USD")
    closing = Closing.objects.get()
    assert (closing.deposit_minor, closing.refund_minor) == (10_000, 11_500)
    held = select("SELECT sum(amount_minor) AS n FROM billing_posting WHERE book = 'deposits'")
    assert held[0]["n"] == 0


def test_on_the_billing_day_before_and_after_the_run(account):
    other = factories.make_account(created_at=account.created_at)
    factories.make_subscription(other, account.subscriptions.get().plan, started=date(2026, 3, 1))
    run(APRIL)
    before = close(account, MAY)
    assert before.bill_number == ""  # everything up to May is paid
    run(MAY)
    after = close(other, MAY)
    assert lines(after.bill_number) == [("credit", -3000, MAY, date(2026, 6, 1))]
    assert queries.balance(account_id=other.pk).amount_minor == 6000  # March and April
    assert queries.balance(account_id=account.pk).amount_minor == 6000


def test_a_day_to_come_is_planned_changed_given_up_and_done(account):
    run(APRIL)
    planned = close(account, date(2026, 4, 20), at=CLOSING)
    assert not planned.is_done
    close(account, date(2026, 4, 21), at=CLOSING)
    assert close_due_accounts(now=evening(date(2026, 4, 20))) == 0
    assert close_due_accounts(now=evening(date(2026, 4, 21))) == 1
    assert close_due_accounts(now=evening(date(2026, 4, 21))) == 0
    final = Bill.objects.get(kind="final")
    assert lines(final.number) == [("credit", -1000, date(2026, 4, 21), MAY)]
    kept = factories.make_account(created_at=account.created_at)
    close(kept, date(2026, 4, 25), at=CLOSING)
    keep_account(account_id=kept.pk, now=evening(CLOSING))
    assert close_due_accounts(now=evening(date(2026, 4, 26))) == 0


def test_the_preview_is_the_final_bill_and_leaves_nothing(account):
    run(APRIL)
    seen = preview_closing(account_id=account.pk, now=evening(CLOSING))
    account.refresh_from_db()
    assert account.status == "active"
    assert not Closing.objects.exists()
    done = close(account)
    assert seen.bill
    assert seen.bill.summary.total.amount_minor == sum(line[1] for line in lines(done.bill_number))
    assert seen.balance == queries.balance(account_id=account.pk)


def test_a_wrong_final_bill_is_corrected(account):
    run(APRIL)
    done = close(account)
    add_charge(
        account_id=account.pk, kind="credit", amount=Money(-200, "USD"), description="Sorry",
        effective_date=CLOSING, now=evening(CLOSING),
    )  # fmt: skip
    corrected = correct_bill(
        account_id=account.pk, number=done.bill_number, reason="Forgot", user_id=None,
        now=evening(date(2026, 4, 20)),
    )  # fmt: skip
    assert lines(corrected.rebill) == [
        ("credit", -1500, CLOSING, MAY),
        ("credit", -200, None, None),
    ]


def test_a_bill_whose_days_the_final_one_gave_back_is_left(account):
    run(APRIL)
    wrong = Bill.objects.get(period_start=APRIL)
    close(account)
    with pytest.raises(UnableToCorrect, match="built_upon"):
        correct_bill(
            account_id=account.pk, number=wrong.number, reason="Price", user_id=None,
            now=evening(date(2026, 4, 20)),
        )  # fmt: skip


def test_the_month_before_closing_made_anew_goes_as_far_as_it_went(account):
    run(APRIL)
    wrong = Bill.objects.get(period_start=APRIL)
    close(account, MAY)
    account.subscriptions.update(price_override_minor=6000)
    corrected = correct_bill(
        account_id=account.pk, number=wrong.number, reason="Price", user_id=None,
        now=evening(date(2026, 5, 2)),
    )  # fmt: skip
    assert lines(corrected.rebill) == [
        ("recurring", 6000, date(2026, 3, 1), APRIL),
        ("recurring", 6000, APRIL, MAY),
    ]


@pytest.mark.parametrize(
    ("day", "reason", "refusal"),
    [
        (date(2026, 4, 15), "x", "past"),
        (date(2026, 9, 1), "x", "too_far"),
        (CLOSING, " ", "no_reason"),
    ],
)
def test_what_is_refused(account, day, reason, refusal):
    with pytest.raises(UnableToClose, match=refusal):
        close(account, day, at=CLOSING, reason=reason)


def test_closed_once(account):
    close(account)
    with pytest.raises(UnableToClose, match="closed"):
        close(account)
