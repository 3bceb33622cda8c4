"""Revenue and taxes of a period."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hearthline.kernel.clock import start_of_day
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[1] / "sql" / "reports"


@dataclass(frozen=True, slots=True)
class Tied:
    """What a report comes to and what the ledger's book says."""

    report: Money
    ledger: Money

    @property
    def difference(self) -> Money:
        """What doesn't tie; zero if all is right."""
        return self.report - self.ledger

    @property
    def is_right(self) -> bool:
        """Whether both come to the same, to the smallest coin."""
        return self.report == self.ledger


@dataclass(frozen=True, slots=True)
class ReportLine:
    """An amount and what it is of: words of ours (`kind`, `group`) and names from the catalog.

    For revenue `group` is a plan's kind, `name` its name, `place` is empty; for taxes `name` is the
    tax's and `place` where it applies. `group` is `ledger` for what was posted without a bill.
    """

    group: str
    name: str
    place: str
    kind: str
    lines: int
    amount: Money


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A report's lines and whether they tie to the ledger."""

    since: date
    until: date
    lines: tuple[ReportLine, ...]
    tied: Tied


def revenue(*, since: date, until: date, currency: str) -> PeriodReport:
    """What was earned by plan kind, plan and kind of line; it ties to the book of revenue."""
    return _report("sum_revenue.sql", "revenue", since, until, currency)


def taxes(*, since: date, until: date, currency: str) -> PeriodReport:
    """What is held for others by tax and jurisdiction; it ties to the book of taxes payable."""
    return _report("sum_taxes.sql", "tax_payable", since, until, currency)


def _report(file: str, book: str, since: date, until: date, currency: str) -> PeriodReport:
    asked = {
        "since": since,
        "until": until,
        "since_at": start_of_day(since),
        "until_at": start_of_day(until + timedelta(days=1)),
        "currency": currency,
        "book": book,
    }
    lines = tuple(_line(row, currency) for row in run(_SQL / file, asked))
    total = sum(line.amount.amount_minor for line in lines)
    booked = run(_SQL / "sum_book.sql", asked)[0]["amount_minor"]
    tied = Tied(Money(total, currency), Money(booked, currency))
    return PeriodReport(since, until, lines, tied)


def _line(row: dict[str, Any], currency: str) -> ReportLine:
    return ReportLine(
        group=row["group"],
        name=row["name"],
        place=row["place"],
        kind=row["kind"],
        lines=row["lines"],
        amount=Money(row["amount_minor"], currency),
    )
