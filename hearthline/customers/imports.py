"""Accounts as the provider's file has them: checked and merged by the set."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging

SQL = Path(__file__).parent / "sql"

STAGED_ACCOUNTS = Staging(
    "staged_account",
    "accounts.csv",
    {
        "account_number": "text",
        "name": "text",
        "status": "text",
        "email": "text",
        "phone": "text",
        "language": "text",
        "billing_day": "smallint",
        "street": "text",
        "city": "text",
        "region": "text",
        "postal_code": "text",
        "country": "text",
        "balance": "bigint",
        "contact_since_date": "date",
    },
)


def refuse_bad_accounts(*, currency: str, absent: Collection[str] = ()) -> None:
    """Mark staged accounts that can't be imported; columns the file lacks keep what they hold."""
    STAGED_ACCOUNTS.refuse_repeated("account_number")
    run(SQL / "refuse_accounts_in_another_currency.sql", {"currency": currency})
    STAGED_ACCOUNTS.keep(
        absent,
        {
            # What the file said last, also where the owner has changed it here since.
            "email": "(SELECT nullif(coalesce(imported_value, value), '') "
            "FROM customers_contactofrecord AS contact "
            "WHERE contact.account_id = account.id AND channel = 'email')",
            "phone": "(SELECT nullif(coalesce(imported_value, value), '') "
            "FROM customers_contactofrecord AS contact "
            "WHERE contact.account_id = account.id AND channel = 'sms')",
            "contact_since_date": "(SELECT max(imported_since_date) "
            "FROM customers_contactofrecord AS contact WHERE contact.account_id = account.id)",
            "language": "account.language",
            "region": "coalesce(address.region, staged.region)",
            "country": "coalesce(address.country, staged.country)",
        },
        "FROM customers_account AS account "
        "LEFT JOIN customers_address AS address ON address.account_id = account.id "
        "WHERE account.number = staged.account_number",
    )


def import_accounts(*, currency: str, today: date, now: datetime) -> Outcome:
    """Create and change accounts, addresses and contacts as staged; touch only what differs.

    A contact counts as on file since the file's date, unless it is new or changed on an account
    we knew already and the file repeats a date from before: then since `today`. One that the
    account's owner changed here stays while the file repeats what it said before.

    Args:
        currency: of accounts that are new.
        today: the provider's calendar day.
        now: when the import runs; becomes `created_at` of what is new.
    """
    parameters = {"currency": currency, "today": today, "now": now}
    run(SQL / "begin_touched_accounts.sql", {})
    for statement in ("merge_accounts", "merge_addresses", "merge_contacts", "remove_contacts"):
        run(SQL / f"{statement}.sql", parameters)
    return Outcome(**run(SQL / "count_touched_accounts.sql", {})[0])
