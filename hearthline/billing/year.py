"""A year of bills at a glance."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parent / "sql" / "list_months.sql"
MONTHS = 13
"""This month, and the same one last year to compare it with."""


@dataclass(frozen=True, slots=True)
class MonthOfBills:
    """What was billed in a month (its first day); `bill_number` is its newest bill's, or empty."""

    month: date
    total: Money
    bills: int
    bill_number: str


def year_of_bills(*, account_id: int, today: date) -> tuple[MonthOfBills, ...]:
    """The last 13 months up to today's, oldest first, by the days on which bills were issued."""
    rows = run(_LIST, {"account_id": account_id, "today": today, "months": MONTHS})
    return tuple(
        MonthOfBills(
            month=row["month"],
            total=Money(row["total_minor"], row["currency"]),
            bills=row["bills"],
            bill_number=row["number"] or "",
        )
        for row in rows
    )
