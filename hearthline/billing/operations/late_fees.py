"""Late fees: people are warned first, and each late bill costs one, once."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext, override

from hearthline.billing.late_fee_rule import WINDOW_DAYS, LateFeeRule, late_fee_rule
from hearthline.billing.models import Charge, LateFeeNotice
from hearthline.billing.operations.charges import add_charge
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql" / "fees"
_ACCOUNTS_A_BATCH = 200
_FEES_TAKE_TURNS = 0x66656573
"""Two jobs at once take turns, a batch each: the word "fees" as the number of a lock."""


def charge_late_fees(*, now: datetime) -> int:
    """Warn people of fees to come, and charge those of which they were warned in time.

    A batch of accounts is one transaction: fees, warnings and messages together. Whatever ends it,
    running it again on the same day does the rest.

    Returns:
        How many fees were charged.
    """
    rule = late_fee_rule()
    if not rule.is_on:
        return 0
    today = provider_date(now)
    found = run(
        _SQL / "find_late_accounts.sql",
        {"today": today, "currency": rule.currency, "window_days": WINDOW_DAYS},
    )
    ids = [row["id"] for row in found]
    batches = [ids[n : n + _ACCOUNTS_A_BATCH] for n in range(0, len(ids), _ACCOUNTS_A_BATCH)]
    return sum(_charge_some(batch, rule, today, now) for batch in batches)


def _charge_some(account_ids: list[int], rule: LateFeeRule, today: date, now: datetime) -> int:
    charged = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FEES_TAKE_TURNS])
        for row in _late_bills(account_ids, rule, today):
            if not row["is_told"]:
                _warn(row, rule, today, now)
            elif not row["due_minor"]:
                LateFeeNotice.objects.filter(pk=row["bill_id"]).update(over_date=today)
            elif row["fee_minor"] and today > row["until_date"]:
                _charge(row, rule, today, now)
                charged += 1
    return charged


def _late_bills(account_ids: list[int], rule: LateFeeRule, today: date) -> list[dict[str, Any]]:
    return run(
        _SQL / "list_late_fees.sql",
        {
            "accounts": account_ids,
            "today": today,
            "window_days": WINDOW_DAYS,
            "grace_days": rule.grace_days,
            "rate_ppm": rule.rate_ppm,
            "flat_minor": rule.flat_minor,
            "most_minor": rule.most_minor,
            "most_a_year_minor": rule.most_a_year_minor,
            "least_minor": rule.least_minor,
        },
    )


def _warn(row: dict[str, Any], rule: LateFeeRule, today: date, now: datetime) -> None:
    """Tell people some days before; the fee waits for as many days after that."""
    notice = timedelta(days=rule.notice_days)
    if not row["fee_minor"] or today < row["until_date"] - notice:
        return
    pay_by = max(row["until_date"], today + notice)
    LateFeeNotice.objects.create(
        bill_id=row["bill_id"], account_id=row["account_id"], told_date=today, pay_by_date=pay_by
    )
    _tell("late_fee_to_come", row, {"pay_by": pay_by}, rule, now)


def _charge(row: dict[str, Any], rule: LateFeeRule, today: date, now: datetime) -> None:
    account = Account.objects.get(pk=row["account_id"])
    with override(account.language):
        words = gettext("Late fee for bill %(number)s") % {"number": row["number"]}
    charge_id = add_charge(
        account_id=row["account_id"],
        kind=Charge.Kind.FEE,
        amount=Money(row["fee_minor"], rule.currency),
        description=words,
        effective_date=today,
        tax_category=rule.tax_category,
        cause=f"late_fee:{row['number']}",
        now=now,
    )
    LateFeeNotice.objects.filter(pk=row["bill_id"]).update(charge_id=charge_id, over_date=today)
    _tell("late_fee_charged", row, {}, rule, now)


def _tell(
    kind: str, row: dict[str, Any], more: dict[str, Any], rule: LateFeeRule, now: datetime
) -> None:
    tell_members(
        account_id=row["account_id"],
        kind=kind,
        context={
            "number": row["number"],
            "due_date": row["due_date"],
            "unpaid": Money(row["due_minor"] - row["held_minor"], rule.currency),
            "fee": Money(row["fee_minor"], rule.currency),
            "pay_url": f"{settings.SITE_URL}/pay/?bill={row['number']}",
            "bill_url": f"{settings.SITE_URL}/bills/{row['number']}/",
            "arrangement_url": f"{settings.SITE_URL}/bills/arrangement/",
            **more,
        },
        about=f"bill:{row['number']}:{kind}",
        now=now,
    )
