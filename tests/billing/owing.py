"""An account that owes for a bill, and days on which things happen to it."""

from datetime import UTC, date, datetime
from typing import Any

from hearthline.billing.models import Bill
from hearthline.billing.operations import charge_late_fees, run_bills
from hearthline.customers.models import Account
from hearthline.payments.operations import record_payment
from tests import factories

FIRST = date(2026, 3, 1)
"""The day of the first bill, due on 21 March."""


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def make_owing(price_minor: int = 5000, **fields: Any) -> Account:
    """An account with a bill of 1 March over 50.00, of which nothing is paid."""
    account = factories.make_account(
        created_at=datetime(2024, 1, 1, 12, tzinfo=UTC), email="pat@mail.example", **fields
    )
    plan = factories.make_plan(price_minor=price_minor, tax_category="", currency=account.currency)
    factories.make_subscription(account, plan, started=FIRST)
    run_bills(bill_date=FIRST, now=at(FIRST))
    return account


def bill_of(account: Account, day: date = FIRST) -> Bill:
    return Bill.objects.get(account=account, period_start=day)


def pay(account: Account, minor: int, day: date) -> None:
    record_payment(
        account_id=account.pk,
        amount_minor=minor,
        channel="cash",
        reference="",
        received_at=at(day),
        idempotency_key=f"{account.pk}-{day}-{minor}",
        staff_user_id=None,
        now=at(day),
        with_receipt=False,
    )


def late_fees_on(day: date) -> int:
    return charge_late_fees(now=at(day))
