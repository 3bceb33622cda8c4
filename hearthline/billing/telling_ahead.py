"""Tell people before a discount ends, and before a bill that is much more than the last one."""

from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hearthline.billing.forecast import ForeseenBill, foreseen_bills
from hearthline.billing.models import RiseBound
from hearthline.billing.rating import rate
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money, minor_digits
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql"
BATCH = 5000
"""Accounts that are rated by one statement."""


class UnableToChooseBound(Exception):
    """An amount below zero, or in another currency than the account's."""


def tell_discounts_ending(*, now: datetime) -> int:
    """Tell people of discounts that end soon, with the first bill without; return how many ended.

    Once for each of `DISCOUNT_NOTICE_DAYS`, the least that is left first, so that who is told late
    isn't told twice in a row.
    """
    today, told = provider_date(now), set[int]()
    for days in sorted(settings.DISCOUNT_NOTICE_DAYS):
        for row in run(_SQL / "find_discounts_to_end.sql", {"today": today, "days": days}):
            if row["id"] in told or _is_told_closer(row["ends_date"], today, days):
                continue
            told.add(row["id"])
            first = _first_without(row["account_id"], row["ends_date"], now)
            tell_members(
                account_id=row["account_id"],
                kind="discount_ends",
                context={
                    "name": row["name"],
                    "plan": row["plan_name"],
                    "last_date": row["ends_date"] - timedelta(days=1),
                    "bill_date": first.bill_date if first else None,
                    "total": first.bill.total if first else None,
                    "address": settings.SITE_URL + reverse("next-bills"),
                },
                about=f"discount:{row['id']}:{days}",
                now=now,
            )
    return len(told)


def tell_rising_bills(*, now: datetime) -> int:
    """Tell people whose next bill, some days ahead, rises by more than they chose; once a bill.

    All accounts of a billing day are rated together, thousands a statement.
    """
    bill_date = provider_date(now) + timedelta(days=settings.BILL_RISE_NOTICE_DAYS)
    told, after = 0, 0
    while accounts := run(
        _SQL / "list_accounts_billed_on.sql",
        {"billing_day": bill_date.day, "after": after, "limit": BATCH},
    ):
        ids = [row["id"] for row in accounts]
        after = ids[-1]
        told += _tell_risen(ids, bill_date, now)
    return told


def choose_rise_bound(*, account_id: int, amount: Money | None, now: datetime) -> None:
    """Choose from what rise of a bill on an account's people are told; None: never.

    Raises:
        UnableToChooseBound: below zero, or in another currency than the account's.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        if amount and (amount.amount_minor < 0 or amount.currency != account.currency):
            raise UnableToChooseBound
        RiseBound.objects.update_or_create(
            account=account,
            defaults={
                "amount_minor": amount.amount_minor if amount is not None else None,
                "chosen_at": now,
            },
        )


def rise_bound(*, account_id: int, currency: str) -> Money | None:
    """From what rise on an account's people are told; None: never."""
    chosen = RiseBound.objects.filter(account_id=account_id).first()
    minor = chosen.amount_minor if chosen else _usual_minor(currency)
    return None if minor is None else Money(minor, currency)


def _usual_minor(currency: str) -> int:
    return int(settings.BILL_RISE_NOTICE * 10 ** minor_digits(currency))


def _tell_risen(account_ids: list[int], bill_date: date, now: datetime) -> int:
    found = rate(
        account_ids=account_ids,
        bill_date=bill_date,
        ending="find_risen_bills.sql",
        usual_minor=_usual_minor(settings.CURRENCY),
    )
    for row in found:
        total = Money(row["total_minor"], row["currency"])
        last = Money(row["last_minor"], row["currency"])
        tell_members(
            account_id=row["account_id"],
            kind="bill_rises",
            context={
                "bill_date": bill_date,
                "total": total,
                "last": last,
                "rise": total - last,
                "bound": Money(row["bound_minor"], row["currency"]),
                "address": settings.SITE_URL + reverse("next-bills"),
                "choose_address": settings.SITE_URL + reverse("bill-rises"),
            },
            about=f"rise:{row['account_id']}:{bill_date}",
            now=now,
        )
    return len(found)


def _is_told_closer(ends_date: date, today: date, days: int) -> bool:
    """Whether a shorter notice has taken over."""
    shorter = [each for each in settings.DISCOUNT_NOTICE_DAYS if each < days]
    return bool(shorter) and (ends_date - today).days <= max(shorter)


def _first_without(account_id: int, ends_date: date, now: datetime) -> ForeseenBill | None:
    """The first bill for days after a discount."""
    for foreseen in foreseen_bills(account_id=account_id, now=now):
        if (foreseen.bill_date + timedelta(days=32)).replace(
            day=foreseen.bill_date.day
        ) > ends_date:
            return foreseen
    return None
