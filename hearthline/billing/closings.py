"""Which accounts end, and what those that ended are still to get."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hearthline.billing.models import Closing
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parent / "sql" / "list_closings_to_see_to.sql"


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A closing to come (`is_done` is false), or one whose account has paid too much (`credit`).

    `asked_id` is the refund that waits for approval or was refused, `payout_id` one that was
    approved and waits for its money; then `credit` is its amount.
    """

    account_number: str
    account_name: str
    closes_date: date
    is_done: bool
    reason: str
    bill_number: str
    credit: Money
    asked_id: int | None
    is_refused: bool
    payout_id: int | None


def planned_closing(*, account_id: int) -> date | None:
    """The day on which an account is to be closed, or None."""
    found = Closing.objects.filter(account_id=account_id, closed_at=None)
    return found.values_list("closes_date", flat=True).first()


def closings_to_see_to() -> tuple[ClosingLine, ...]:
    """Closings to come, then closed accounts with a credit balance to pay out, oldest first."""
    return tuple(
        ClosingLine(
            account_number=row["number"],
            account_name=row["name"],
            closes_date=row["closes_date"],
            is_done=row["is_done"],
            reason=row["reason"],
            bill_number=row["bill_number"] or "",
            credit=Money(row["credit_minor"], row["currency"]),
            asked_id=row["asked_id"],
            is_refused=row["is_refused"],
            payout_id=row["payout_id"],
        )
        for row in run(_LIST, {})
    )
