"""Bills and balances as the provider's files have them, and how imported money reaches the ledger.

All postings of imports have the scope `import`; what they add up to for an account is what was
imported for it so far. So a balance in a file is compared with that and not with the account's
balance: bills and payments of our own, made since, are left alone.
"""

from datetime import datetime
from pathlib import Path

from hearthline.catalog.operations import STAGED_TAXES
from hearthline.customers.imports import STAGED_ACCOUNTS
from hearthline.kernel.money import minor_digits
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging
from hearthline.subscriptions.imports import STAGED_SUBSCRIPTIONS

SQL = Path(__file__).parent / "sql"

STAGED_BILLS = Staging(
    "staged_bill",
    "bills.csv",
    {
        "account_number": "text",
        "bill_number": "text",
        "period_start": "date",
        "period_end": "date",
        "issued_date": "date",
        "due_date": "date",
        "total": "bigint",
    },
)
STAGED_BILL_LINES = Staging(
    "staged_bill_line",
    "bill_lines.csv",
    {
        "bill_number": "text",
        "description": "text",
        "kind": "text",
        "amount": "bigint",
        "tax": "bigint",
    },
)


def begin_imported_entries() -> None:
    """Make the temporary table `imported_entry`, empty: what an import will post.

    A row is one ledger transaction between an account's receivable (`amount_minor`) and `book`;
    `reverses_id` names one that it undoes. Rooms fill it; `post_imported_entries` posts it.
    """
    run(SQL / "begin_imported_entries.sql", {})


def post_imported_entries(*, currency: str, now: datetime) -> None:
    """Post all rows of `imported_entry`, headers and legs in one statement, then empty it."""
    run(SQL / "post_imported_entries.sql", {"currency": currency, "now": now})
    begin_imported_entries()


def refuse_bad_bills(*, currency: str) -> None:
    """Mark the staged bills and lines that can't be imported. Accounts are staged before."""
    STAGED_BILLS.refuse_repeated("bill_number")
    STAGED_BILLS.refuse_unknown(
        "account_number",
        STAGED_ACCOUNTS,
        "account_number",
        known="customers_account.number",
        advice="Add the account to accounts.csv or correct the number",
    )
    run(SQL / "refuse_bills_that_are_not_to_change.sql", {})
    run(SQL / "refuse_bills_of_refused_lines.sql", {})
    run(SQL / "refuse_bills_unlike_their_lines.sql", {"digits": minor_digits(currency)})
    STAGED_BILL_LINES.refuse_unknown(
        "bill_number",
        STAGED_BILLS,
        "bill_number",
        advice="Add the bill to bills.csv or correct the number",
    )


def import_bills(*, currency: str, zone: str, now: datetime) -> Outcome:
    """Create and change bills, their lines and their postings as staged; touch only what differs.

    A bill whose total or day changed is posted anew and its old posting reversed.

    Args:
        currency: of the amounts.
        zone: the provider's time zone; a bill is posted at the beginning of its day there.
        now: when the import runs.
    """
    parameters = {"currency": currency, "zone": zone, "now": now}
    begin_imported_entries()
    for step in (
        "find_bills_to_import",
        "number_bill_transactions",
        "find_bill_lines_to_import",
        "mark_bills_with_new_lines",
        "enter_bills",
    ):
        run(SQL / f"{step}.sql", parameters)
    post_imported_entries(currency=currency, now=now)
    for step in ("merge_bills", "remove_bill_lines_to_import", "insert_imported_bill_lines"):
        run(SQL / f"{step}.sql", parameters)
    return Outcome(**run(SQL / "count_bills_to_import.sql", {})[0])


def import_balances(*, currency: str, now: datetime) -> Outcome:
    """Post what is missing between each staged account's balance and all that was imported for it.

    The last step of an import: bills and payments are in the ledger by then. Created are opening
    balances, changed are later adjustments.
    """
    begin_imported_entries()
    run(SQL / "enter_balances.sql", {"now": now})
    counts = run(SQL / "count_balances_to_import.sql", {})[0]
    post_imported_entries(currency=currency, now=now)
    return Outcome(**counts)


STAGED_EXEMPTIONS = Staging(
    "staged_exemption",
    "exemptions.csv",
    {
        "account_number": "text",
        "tax_code": "text",
        "tax_category": "text",
        "certificate": "text",
        # The tax, the category, or everything: one of them once a day.
        "what": "text",
        "starts_date": "date",
        "ends_date": "date",
    },
)


def refuse_bad_exemptions() -> None:
    """Mark staged exemptions that can't be imported. Accounts and taxes are staged before."""
    STAGED_EXEMPTIONS.refuse_repeated("account_number", "what", "starts_date")
    STAGED_EXEMPTIONS.refuse_unknown(
        "account_number",
        STAGED_ACCOUNTS,
        "account_number",
        known="customers_account.number",
        advice="Add the account to accounts.csv or correct the number",
    )
    STAGED_EXEMPTIONS.refuse_unknown(
        "tax_code",
        STAGED_TAXES,
        "code",
        known="catalog_tax.code",
        advice="Add the tax to taxes.csv, correct the code, or leave it empty",
    )


def import_exemptions(*, now: datetime) -> Outcome:
    """Create and change exemptions as staged. Accounts and taxes are imported before."""
    return Outcome(**run(SQL / "merge_exemptions.sql", {"now": now})[0])


STAGED_USAGE = Staging(
    "staged_usage",
    "usage.csv",
    {
        "subscription_id": "text",
        "usage_kind": "text",
        "quantity": "bigint",
        "used_date": "date",
        "description": "text",
        "source": "text",
        "reference": "text",
    },
)


def refuse_bad_usage() -> None:
    """Mark staged usage that can't be imported. Subscriptions and bills are staged before."""
    STAGED_USAGE.refuse_repeated("source", "reference")
    STAGED_USAGE.refuse_unknown(
        "subscription_id",
        STAGED_SUBSCRIPTIONS,
        "subscription_id",
        known="subscriptions_subscription.number",
        advice="Add the subscription to subscriptions.csv or correct the id",
    )
    run(SQL / "refuse_usage_of_no_service.sql", {})
    run(SQL / "refuse_usage_that_counted.sql", {})
    run(SQL / "refuse_usage_on_imported_bills.sql", {})


def import_usage(*, now: datetime) -> Outcome:
    """Count what is staged, once. Subscriptions and bills are imported before.

    None of the accounts is billed meanwhile, as by `record_usage`.
    """
    run(SQL / "hold_accounts_of_staged_usage.sql", {})
    return Outcome(**run(SQL / "merge_usage.sql", {"now": now})[0])
