"""What came in, by the way it came, set against the books where money lies."""

from datetime import date, timedelta
from pathlib import Path

from hearthline.billing.reports import PeriodReport, ReportLine, Tied
from hearthline.kernel.clock import start_of_day
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql"


def cash_received(*, since: date, until: date, currency: str) -> PeriodReport:
    """What moved the books of cash and of money that lies with gateways, by way.

    A line's `group` is `payment` or, for what isn't one, `ledger`; `kind` is a payment's channel or
    the ledger's kind. Money paid out is below zero.
    """
    asked = {
        "since_at": start_of_day(since),
        "until_at": start_of_day(until + timedelta(days=1)),
        "currency": currency,
    }
    rows = run(_SQL / "sum_cash_received.sql", asked)
    lines = tuple(
        ReportLine(
            group=row["group"],
            name="",
            place="",
            kind=row["kind"],
            lines=row["lines"],
            amount=Money(row["amount_minor"], currency),
        )
        for row in rows
    )
    booked = run(_SQL / "sum_cash_books.sql", asked)[0]["amount_minor"]
    total = sum(line.amount.amount_minor for line in lines)
    return PeriodReport(since, until, lines, Tied(Money(total, currency), Money(booked, currency)))
