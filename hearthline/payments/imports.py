"""Payments as another system's history has them: checked, posted and merged by the set."""

from datetime import datetime
from pathlib import Path

from hearthline.billing.imports import begin_imported_entries, post_imported_entries
from hearthline.customers.imports import STAGED_ACCOUNTS
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging

SQL = Path(__file__).parent / "sql"

STAGED_PAYMENTS = Staging(
    "staged_payment",
    "payments.csv",
    {
        "account_number": "text",
        "paid_at": "timestamptz",
        "amount": "bigint",
        "method": "text",
        "reference": "text",
    },
)


def refuse_bad_payments() -> None:
    """Mark the staged payments that can't be imported. Accounts are staged before."""
    STAGED_PAYMENTS.refuse_repeated("account_number", "reference")
    STAGED_PAYMENTS.refuse_unknown(
        "account_number",
        STAGED_ACCOUNTS,
        "account_number",
        known="customers_account.number",
        advice="Add the account to accounts.csv or correct the number",
    )


def import_payments(*, currency: str, now: datetime) -> Outcome:
    """Create and change payments and their postings as staged; touch only what differs.

    A payment is known by its account and reference. One whose amount or time changed is posted
    anew and its old posting reversed.
    """
    begin_imported_entries()
    for step in (
        "find_payments_to_import",
        "number_payment_transactions",
        "enter_imported_payments",
    ):
        run(SQL / f"{step}.sql", {})
    post_imported_entries(currency=currency, now=now)
    run(SQL / "merge_imported_payments.sql", {"currency": currency, "now": now})
    return Outcome(**run(SQL / "count_payments_to_import.sql", {})[0])
