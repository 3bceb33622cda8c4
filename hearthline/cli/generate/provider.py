"""A made-up provider, month by month: what happens, then the bill run of each day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from hearthline.billing.operations import run_bills
from hearthline.kernel.clock import provider_zone, start_of_day
from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parent / "sql"
_AT_ONCE = 100_000
"""Accounts a statement: what it keeps in memory grows with them."""
_LAST_BILLING_DAY = 28
_OFFICE_HOURS = timedelta(hours=12)

Progress = Callable[[str], None]


class UnableToGenerate(Exception):
    """The database isn't one to make things up in; the message says why."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What to make up. The same again makes the same again, in a new database.

    The last of `months` is that of `until`, after which nothing happens. `billing_day` is
    everybody's; without it accounts are spread over the month.
    """

    accounts: int
    months: int
    until: date
    seed: int = 1
    billing_day: int | None = None


def generate(provider: Provider, *, today: date, progress: Progress = lambda _: None) -> int:
    """Make a provider up and bill it.

    Args:
        provider: its size.
        today: nothing happens later.
        progress: told in a few words what was done, again and again.

    Returns:
        How many bills there are.

    Raises:
        UnableToGenerate: there are accounts or plans already, or `until` is yet to come.
    """
    if provider.until > today:
        raise UnableToGenerate(f"{provider.until} is yet to come: today is {today}")
    if select("SELECT FROM customers_account UNION ALL SELECT FROM catalog_plan LIMIT 1") or select(
        "SELECT FROM billing_billrun LIMIT 1"
    ):
        raise UnableToGenerate(
            "There are accounts or plans in this database already. What is made up would mix with "
            "them: name an empty database in DATABASE_URL, or an empty folder in HEARTHLINE_DATA."
        )
    furnish(provider, progress=progress)
    bills = 0
    for month in months_of(provider):
        happen(provider, month)
        bills += bill_month(provider, month)
        progress(f"{month:%Y-%m}: {bills:,} bills so far")
    return bills


def furnish(provider: Provider, *, progress: Progress = lambda _: None) -> None:
    """What is sold, and who has what when the first month begins or comes later."""
    with transaction.atomic():
        _do("make_catalogue", provider)
    for first, last in _ranges(provider.accounts):
        with transaction.atomic():
            for name in (
                "make_accounts",
                "make_subscriptions",
                "make_discounts",
                "make_exemptions",
            ):
                _do(name, provider, first=first, last=last)
        progress(f"{last:,} accounts with what they have")
    _take_stock()


def happen(provider: Provider, month: date) -> None:
    """What happened to each account in the month before its bill of `month`."""
    for first, last in _ranges(provider.accounts):
        with transaction.atomic():
            for name in (
                "change_plans",
                "end_services",
                "start_services",
                "close_accounts",
                "suspend_services",
                "record_usage",
                "make_charges",
                "pay_bills",
            ):
                _do(name, provider, first=first, last=last, month=month)
    _take_stock()


def _take_stock() -> None:
    """Tell the planner what is there now: a year in minutes leaves autovacuum no time to."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def bill_month(provider: Provider, month: date) -> int:
    """The bill run of each billing day of a month; how many bills it issued."""
    days = [provider.billing_day] if provider.billing_day else range(1, _LAST_BILLING_DAY + 1)
    bill_dates = [month.replace(day=day) for day in days]
    return sum(
        run_bills(bill_date=day, now=start_of_day(day) + _OFFICE_HOURS).bills_issued
        for day in bill_dates
        if day <= provider.until
    )


def months_of(provider: Provider) -> list[date]:
    """The first day of each month, oldest first."""
    last = provider.until.year * 12 + provider.until.month - 1
    numbers = range(last - provider.months + 1, last + 1)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _ranges(accounts: int) -> Iterator[tuple[int, int]]:
    for first in range(1, accounts + 1, _AT_ONCE):
        yield first, min(first + _AT_ONCE - 1, accounts)


def _do(name: str, provider: Provider, **parameters: Any) -> None:
    """Run one of our statements, for which `pg_temp.draw` is there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE OR REPLACE FUNCTION pg_temp.draw(number bigint, what text)
                RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                    SELECT (hashint8extended($1, hashtextextended($2, {int(provider.seed)}))
                            & 1073741823) / 1073741824.0::double precision
                $$"""
        )
        cursor.execute("SET LOCAL jit = off")
    run(
        _SQL / f"{name}.sql",
        {
            "first_date": months_of(provider)[0],
            "until": provider.until,
            "months": provider.months,
            "billing_day": provider.billing_day,
            "time_zone": provider_zone().key,
            **parameters,
        },
    )
