"""What pages ask about lines that may be, and were, disputed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parent / "sql" / "disputes" / "list_lines.sql"


@dataclass(frozen=True, slots=True)
class DisputedLine:
    """A line of a bill that costs something, and its dispute if there is one.

    `outcome` is empty until it is decided, then `upheld` (with a `credit`) or `refused`.
    `reference` is the request about it, `waiting_id` the credit that a second person is to approve.
    """

    bill_number: str
    issued_date: date
    account_number: str
    account_name: str
    position: int
    description: str
    amount: Money
    period_start: date | None
    last_date: date | None
    dispute_id: int | None
    reference: str
    outcome: str
    reason: str
    opened_at: datetime | None
    decided_date: date | None
    credit: Money | None
    waiting_id: int | None

    @property
    def is_disputed(self) -> bool:
        """Whether somebody disputed it, decided or not."""
        return self.dispute_id is not None


def lines_to_dispute(*, account_id: int, number: str) -> tuple[DisputedLine, ...]:
    """Lines of an account's bill that cost something, in bill order."""
    rows = _rows(account_id=account_id, number=number)
    return tuple(sorted(map(_line, rows), key=lambda line: line.position))


def disputed_line(*, reference: str) -> DisputedLine | None:
    """The line that a request is about, or None."""
    return next(map(_line, _rows(reference=reference)), None) if reference else None


def open_disputes() -> tuple[DisputedLine, ...]:
    """What waits for a decision, the oldest first."""
    return tuple(map(_line, _rows(is_open=True)))


def _rows(
    *, account_id: int = 0, number: str = "", reference: str = "", is_open: bool = False
) -> list[dict[str, Any]]:
    values = {
        "account_id": account_id,
        "number": number,
        "reference": reference,
        "is_open": is_open,
    }
    return run(_LIST, values)


def _line(row: dict[str, Any]) -> DisputedLine:
    currency, credit = row["currency"], row["credit_minor"]
    until = row["period_end"]
    return DisputedLine(
        bill_number=row["bill_number"],
        issued_date=row["issued_date"],
        account_number=row["account_number"],
        account_name=row["account_name"],
        position=row["position"],
        description=row["description"],
        amount=Money(row["amount_minor"], currency),
        period_start=row["period_start"],
        last_date=None if until is None else until - timedelta(days=1),
        dispute_id=row["dispute_id"],
        reference=row["reference"] or "",
        outcome=row["outcome"] or "",
        reason=(row["reason"] or "") if row["outcome"] else "",
        opened_at=row["opened_at"],
        decided_date=row["decided_date"],
        credit=None if credit is None else Money(credit, currency),
        waiting_id=row["waiting_id"],
    )
