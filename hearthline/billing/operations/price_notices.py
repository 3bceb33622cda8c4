"""Tell the people who have a plan of its new price, and of the first bill that has it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hearthline.catalog.models import Plan
from hearthline.catalog.operations import note_price_told
from hearthline.catalog.queries import prices_to_tell
from hearthline.customers.operations import tell_accounts
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_FIND = Path(__file__).parents[1] / "sql" / "find_accounts_of_price.sql"
BATCH = 1000
"""Accounts that are told within one transaction."""


def tell_price_changes(*, now: datetime) -> int:
    """Tell of every decided price that nobody was told of yet; return how many people were.

    Run again after a failure, it goes on: nobody is told of the same price twice.
    """
    told = 0
    for price in prices_to_tell():
        for bill_date, accounts in _by_first_bill(price.plan_code, price.starts_date):
            told += tell_accounts(
                account_ids=accounts,
                kind="price_change",
                context={
                    "plan": price.plan_name,
                    "price": price.price,
                    "before": price.before,
                    "starts_date": price.starts_date,
                    "bill_date": bill_date,
                    "is_higher": price.price.amount_minor > price.before.amount_minor,
                    "address": settings.SITE_URL + reverse("price-notice", args=[price.id]),
                },
                about=f"price:{price.id}:{bill_date}",
                now=now,
            )
        with transaction.atomic():
            note_price_told(price_id=price.id, now=now)
    return told


def tell_price_stays(
    *, price_id: int, plan_code: str, price_minor: int, starts_date: date, now: datetime
) -> int:
    """Tell those who have a plan that a change of its price was withdrawn."""
    plan = Plan.objects.get(code=plan_code)
    told = 0
    for _bill_date, accounts in _by_first_bill(plan_code, starts_date):
        told += tell_accounts(
            account_ids=accounts,
            kind="price_stays",
            context={
                "plan": plan.name,
                "price": Money(price_minor, plan.currency),
                "starts_date": starts_date,
            },
            about=f"price:{price_id}:stays",
            now=now,
        )
    return told


def _by_first_bill(plan_code: str, starts_date: date) -> Iterator[tuple[date, list[int]]]:
    found = run(_FIND, {"plan_code": plan_code, "starts_date": starts_date})
    for bill_date, rows in groupby(found, key=lambda row: row["bill_date"]):
        accounts = [row["account_id"] for row in rows]
        for start in range(0, len(accounts), BATCH):
            yield bill_date, accounts[start : start + BATCH]
