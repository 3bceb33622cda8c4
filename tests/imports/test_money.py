"""Imported bills, payments and balances in the ledger: right, whole, and never undoing our own."""

from datetime import UTC, date, datetime

import pytest

from hearthline.billing.models import Bill, BillLine, LedgerTransaction, Posting
from hearthline.billing.operations import Leg, post_transaction, reverse_transaction
from hearthline.billing.queries import balance, bill_detail, bills_of
from hearthline.customers.models import Account
from hearthline.payments.models import Payment
from tests.imports.conftest import Provider, outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def owed(number: str = "A1") -> int:
    return balance(account_id=Account.objects.get(number=number).pk).amount_minor


def entries(number: str = "A1") -> list[tuple[str, str, int]]:
    """Kind, other book and amount of each import's transaction with an account, in order."""
    found = Posting.objects.filter(
        account__number=number, transaction__scope="import", book="receivable"
    ).order_by("transaction_id")
    return [
        (
            each.transaction.kind,
            each.transaction.postings.exclude(book="receivable").get().book,
            each.amount_minor,
        )
        for each in found.select_related("transaction")
    ]


def test_without_history_the_balance_is_one_posting(provider: Provider):
    provider.bring()
    assert entries("A1") == [("opening_balance", "opening_balance", 8440)]
    assert entries("A2") == [("opening_balance", "opening_balance", -1000)]
    assert (owed("A1"), owed("A2")) == (8440, -1000)


def test_a_balance_of_zero_or_none_posts_nothing(provider: Provider):
    provider.change("accounts.csv", 0, balance="0.00")
    provider.change("accounts.csv", 1, balance="")
    assert outcome(provider.bring())["balances"] == (0, 0, 2)
    assert not LedgerTransaction.objects.exists()


def test_with_history_the_opening_is_what_history_leaves(provider: Provider):
    report = provider.with_history().bring()

    assert outcome(report)["bills.csv"] == (2, 0, 0)
    assert outcome(report)["payments.csv"] == (1, 0, 0)
    assert outcome(report)["balances"] == (1, 0, 1)
    assert entries() == [
        ("bill", "imported_history", 7020),
        ("bill", "imported_history", 8440),
        ("payment", "imported_history", -7020),
    ]
    assert owed() == 8440


def test_an_opening_balance_is_older_than_its_history(provider: Provider):
    provider.change("accounts.csv", 0, balance="100.00")
    provider.with_history().bring()
    assert entries()[-1] == ("opening_balance", "opening_balance", 1560)
    opening = LedgerTransaction.objects.get(kind="opening_balance", account__number="A1")
    assert opening.occurred_at == datetime(2026, 1, 5, 6, tzinfo=UTC)
    assert opening.posted_at == provider.now


def test_bills_and_payments_are_there_to_be_looked_at(provider: Provider):
    provider.with_history().bring()
    account = Account.objects.get(number="A1")

    newest, oldest = bills_of(account_id=account.pk).bills
    assert (newest.number, newest.total.amount_minor, newest.due.amount_minor) == ("B2", 8440, 8440)
    assert (oldest.number, oldest.is_paid) == ("B1", True)
    assert (oldest.period_start, oldest.period_end) == (date(2026, 1, 5), date(2026, 2, 5))
    assert (oldest.issued_date, oldest.due_date) == (date(2026, 1, 5), date(2026, 1, 25))
    detail = bill_detail(account_id=account.pk, number="B2")
    assert detail is not None
    assert [(line.description, line.amount.amount_minor) for line in detail.imported] == [
        ("Fiber 500", 8000)
    ]
    assert [line.amount.amount_minor for line in detail.credits] == [-200]
    assert [line.amount.amount_minor for line in detail.taxes_and_fees] == [640]
    assert detail.balance_before.amount_minor == 0
    payment = Payment.objects.get()
    assert (payment.channel, payment.status, payment.amount_minor) == (
        "imported",
        "succeeded",
        7020,
    )
    assert payment.settled_at == datetime(2026, 1, 20, 18, 30, tzinfo=UTC)
    assert payment.reference == "check 1001"


def test_a_bill_without_lines_is_one_line(provider: Provider):
    provider.with_history()
    (provider.folder / "bill_lines.csv").unlink()
    provider.bring()
    assert [(line.kind, line.amount_minor) for line in BillLine.objects.order_by("bill_id")] == [
        ("imported", 7020),
        ("imported", 8440),
    ]
    provider.change("bills.csv", 1, total="90")
    assert outcome(provider.bring())["bills.csv"] == (0, 1, 1)
    assert BillLine.objects.get(bill__number="B2").amount_minor == 9000


def test_a_changed_bill_is_reversed_and_posted_anew(provider: Provider):
    provider.with_history().bring()
    before = Bill.objects.get(number="B2").ledger_transaction
    provider.change("bills.csv", 1, total="86.40")
    provider.change("bill_lines.csv", 2, amount="0")
    provider.change("accounts.csv", 0, balance="86.40")

    assert outcome(provider.bring())["bills.csv"] == (0, 1, 1)
    assert entries()[3:] == [
        ("bill", "imported_history", 8640),
        ("reversal", "imported_history", -8440),
    ]
    after = Bill.objects.get(number="B2").ledger_transaction
    assert after is not None
    assert after != before
    assert LedgerTransaction.objects.get(reverses=before).scope == "import"
    assert owed() == 8640
    assert outcome(provider.bring())["bills.csv"] == (0, 0, 2)


def test_a_bill_may_become_nothing_and_something_again(provider: Provider):
    provider.with_history().bring()
    for total, amount, due in [("0", "-80", 0), ("84.40", "-2", 8440), ("0", "-80", 0)]:
        tax = "-6.40" if total == "0" else "0"
        provider.change("bills.csv", 1, total=total)
        provider.change("bill_lines.csv", 2, amount=amount, tax=tax)
        provider.change("accounts.csv", 0, balance=total)
        provider.bring()
        assert owed() == due
        assert (Bill.objects.get(number="B2").ledger_transaction is None) == (due == 0)


@pytest.mark.parametrize(
    "cells",
    [{"due_date": "2026-03-01"}, {"period_end": "2026-03-04"}, {"issued_date": "2026-02-04"}],
)
def test_other_facts_of_a_bill_change_without_moving_money(
    provider: Provider, cells: dict[str, str]
):
    provider.with_history().bring()
    provider.change("bills.csv", 1, **cells)
    assert outcome(provider.bring())["bills.csv"] == (0, 1, 1)
    assert outcome(provider.bring())["bills.csv"] == (0, 0, 2)
    assert owed() == 8440


def test_changed_lines_change_the_bill(provider: Provider):
    provider.with_history().bring()
    provider.change("bill_lines.csv", 1, description="Fiber 500 Plus")
    assert outcome(provider.bring())["bills.csv"] == (0, 1, 1)
    assert BillLine.objects.filter(description="Fiber 500 Plus").exists()
    assert outcome(provider.bring())["bills.csv"] == (0, 0, 2)


def test_a_changed_payment_is_reversed_and_posted_anew(provider: Provider):
    provider.with_history().bring()
    number = Payment.objects.get().number
    provider.change("payments.csv", 0, amount="50.20")
    provider.change("accounts.csv", 0, balance="104.40")

    assert outcome(provider.bring())["payments.csv"] == (0, 1, 0)
    payment = Payment.objects.get()
    assert (payment.number, payment.amount_minor) == (number, 5020)
    assert entries()[3:] == [
        ("payment", "imported_history", -5020),
        ("reversal", "imported_history", 7020),
    ]
    assert owed() == 10440
    assert outcome(provider.bring())["payments.csv"] == (0, 0, 1)


def test_a_payment_that_staff_took_back_can_still_be_corrected(provider: Provider):
    """What staff did stays; of the file only what changed there is posted."""
    provider.with_history().bring()
    transaction_id = Payment.objects.get().ledger_transaction_id
    assert transaction_id is not None
    reverse_transaction(transaction_id=transaction_id, description="Bounced", now=provider.now)
    assert owed() == 8440 + 7020
    provider.change("payments.csv", 0, amount="60.20")
    provider.change("accounts.csv", 0, balance="94.40")
    provider.bring()
    assert owed() == 9440 + 7020


def test_a_changed_balance_is_posted_as_the_difference(provider: Provider):
    provider.bring()
    provider.change("accounts.csv", 0, balance="100")

    assert outcome(provider.bring())["balances"] == (0, 1, 1)
    assert entries() == [
        ("opening_balance", "opening_balance", 8440),
        ("balance_adjustment", "opening_balance", 1560),
    ]
    provider.change("accounts.csv", 0, balance="84.40")
    provider.bring()
    assert owed() == 8440


def test_history_that_comes_later_leaves_the_balance(provider: Provider):
    provider.bring()
    report = provider.with_history().bring()
    assert outcome(report)["balances"] == (0, 1, 1)
    assert owed() == 8440


def test_our_own_bills_and_payments_are_left_alone(provider: Provider):
    """The file repeats what it knows; what happened here since is none of its business."""
    provider.bring()
    account = Account.objects.get(number="A1")
    post_transaction(
        account_id=account.pk,
        kind="adjustment",
        legs=[Leg("receivable", account.pk, -8000), Leg("cash", None, 8000)],
        currency="USD",
        scope="test",
        idempotency_key="1",
        description="Ours",
        occurred_at=provider.now,
        now=provider.now,
    )
    assert outcome(provider.bring())["balances"] == (0, 0, 2)
    assert owed() == 440
    provider.change("accounts.csv", 0, balance="94.40")
    provider.bring()
    assert owed() == 1440


def test_without_a_balance_new_payments_count(provider: Provider):
    provider.with_history().bring()
    provider.change("accounts.csv", 0, balance="")
    provider.add("payments.csv", 0, reference="1002", amount="84.40", paid_at="2026-03-01")
    provider.bring()
    assert owed() == 0


def test_a_payment_on_a_day_is_at_its_beginning(provider: Provider):
    provider.with_history()
    provider.change("payments.csv", 0, paid_at="2026-01-20")
    provider.bring()
    assert Payment.objects.get().settled_at == datetime(2026, 1, 20, 6, tzinfo=UTC)


def test_two_accounts_may_use_the_same_reference(provider: Provider):
    provider.with_history()
    provider.add("payments.csv", 0, account_number="A2")
    assert outcome(provider.bring())["payments.csv"] == (2, 0, 0)
