"""Balance and activity: every posting of an account as a line that a person understands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hearthline.billing.kinds import bill_name
from hearthline.kernel.clock import start_of_day
from hearthline.kernel.money import Money, UnableToReadAmount
from hearthline.kernel.sql import run

_LIST = Path(__file__).parent / "sql" / "list_activity.sql"
PAGE_SIZE = 25
KINDS = ("bill", "payment", "other")
"""What can be asked for; whatever is neither bill nor payment is `other`."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that moved the balance: above zero it is owed, below zero it was paid or given.

    `kind` is the ledger's (`bill`, `payment`, `opening_balance` …) or, where `is_reversal`, the
    kind of what was taken back. `bill_name` says which bill it is, and of what kind. `balance` is
    the account's after it.
    """

    transaction_id: int
    occurred_at: datetime
    kind: str
    is_reversal: bool
    description: str
    bill_number: str
    bill_name: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Activity:
    """Movements, newest first; pages count from 1, `total` counts what was asked for."""

    movements: tuple[Movement, ...]
    page: int
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which movements: of a kind of `KINDS`, in days (both included), with a text or an amount."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def activity_of(
    *,
    account_id: int,
    currency: str,
    asked: Asked,
    page: int = 1,
    page_size: int | None = PAGE_SIZE,
) -> Activity:
    """A page of what moved an account's balance, or all of it without a page size.

    One statement. What is asked for changes which lines are listed, never a balance after them.
    """
    rows = run(
        _LIST,
        {
            "account_id": account_id,
            "kind": asked.kind,
            "since": asked.since and start_of_day(asked.since),
            "until": asked.until and start_of_day(asked.until + timedelta(days=1)),
            "text": asked.text,
            "amount_minor": _amount_minor(asked.text, currency),
            "page": page,
            "page_size": page_size,
        },
    )
    return Activity(
        movements=tuple(_movement(row) for row in rows if row["id"] is not None),
        page=rows[0]["page"],
        total=rows[0]["total"],
    )


def _movement(row: dict[str, Any]) -> Movement:
    return Movement(
        transaction_id=row["id"],
        occurred_at=row["occurred_at"],
        kind=row["movement"],
        is_reversal=row["is_reversal"],
        description=row["description"],
        bill_number=row["bill_number"] or "",
        bill_name=_bill_name(row),
        amount=Money(row["amount_minor"], row["currency"]),
        balance=Money(row["balance_minor"], row["currency"]),
    )


def _bill_name(row: dict[str, Any]) -> str:
    if row["bill_number"] is None:
        return ""
    return bill_name(
        kind=row["bill_kind"], number=row["bill_number"], corrects=row["corrects_number"] or ""
    )


def _amount_minor(text: str, currency: str) -> int | None:
    """The amount a text is, if it is one: `82.40`, `$82.40`, `-12`."""
    try:
        return abs(Money.parse(text.replace("$", "").replace(",", ""), currency).amount_minor)
    except UnableToReadAmount:
        return None
