"""Who owes since when, as of any day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from hearthline.billing.reports.periods import Tied
from hearthline.kernel.clock import start_of_day
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql" / "reports"
BUCKETS = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90", "no_bill", "credit")
"""How long something is due. `no_bill` is what no bill explains, such as an opening balance or a
charge posted at once: due at once. `credit` is what accounts have paid too much."""
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class AgedAccount:
    """What one account owes, by `BUCKETS`."""

    number: str
    name: str
    buckets: tuple[Money, ...]
    balance: Money


@dataclass(frozen=True, slots=True)
class Ageing:
    """What all accounts owe at the end of a day, by `BUCKETS`; it ties to the receivable book."""

    as_of: date
    buckets: tuple[Money, ...]
    accounts: int
    tied: Tied
    largest: tuple[AgedAccount, ...]


def ageing(*, as_of: date, currency: str) -> Ageing:
    """The sums, and the fifty accounts with the most that is overdue."""
    rows = run(_SQL / "age_receivables.sql", _asked(as_of, currency))
    booked = run(_SQL / "sum_receivables.sql", _asked(as_of, currency))[0]["amount_minor"]
    sums = next(row for row in rows if row["is_total"])
    buckets = tuple(Money(sums[name], currency) for name in BUCKETS)
    total = sum(bucket.amount_minor for bucket in buckets)
    return Ageing(
        as_of=as_of,
        buckets=buckets,
        accounts=sums["accounts"],
        tied=Tied(Money(total, currency), Money(booked, currency)),
        largest=tuple(_account(row, currency) for row in rows if not row["is_total"]),
    )


def aged_accounts(*, as_of: date, currency: str) -> Iterator[AgedAccount]:
    """Every account that owes something or has credit, by number: a stream of any length."""
    text = (_SQL / "age_receivables.sql").read_text(encoding="utf-8")
    asked = _asked(as_of, currency) | {"largest": None}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(text, asked)
        names: list[str] = []
        while found := cursor.fetchmany(_AT_ONCE):
            names = names or [column[0] for column in cursor.description]
            for values in found:
                row = dict(zip(names, values, strict=True))
                if not row["is_total"]:
                    yield _account(row, currency)


def _asked(as_of: date, currency: str) -> dict[str, Any]:
    return {
        "as_of": as_of,
        "until_at": start_of_day(as_of + timedelta(days=1)),
        "currency": currency,
        "largest": 50,
    }


def _account(row: dict[str, Any], currency: str) -> AgedAccount:
    buckets = tuple(Money(row[name], currency) for name in BUCKETS)
    total = sum(bucket.amount_minor for bucket in buckets)
    return AgedAccount(row["number"], row["name"], buckets, Money(total, currency))
