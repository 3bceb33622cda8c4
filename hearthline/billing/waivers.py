"""Which charges and fees of an account can be let off, and which were."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parent / "sql" / "fees" / "list_charges_to_waive.sql"
_DAYS_BACK = 400
"""On a bill of the last year or so, or of any age while it waits for one."""
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class WaivableCharge:
    """A charge or fee; `bill_number` is empty while it waits for the next bill.

    `reason` is why it was let off; `credit_bill_number` is the bill that gives it back, empty while
    the credit waits. `is_asked` is one that waits for a second person.
    """

    id: int
    description: str
    amount: Money
    effective_date: date
    bill_number: str
    is_waived: bool
    is_asked: bool
    reason: str
    credit_bill_number: str


def charges_to_waive(*, account_id: int, today: date) -> tuple[WaivableCharge, ...]:
    """An account's charges and fees of the last year or so, newest first."""
    return _found(account_id, since=today - timedelta(days=_DAYS_BACK))


def charges_on_bill(*, account_id: int, number: str) -> tuple[WaivableCharge, ...]:
    """Those on one of its bills; none of a bill that was taken back."""
    return _found(account_id, number=number)


def charge_to_waive(*, account_id: int, charge_id: int) -> WaivableCharge | None:
    """One of an account's charges or fees, or None."""
    return next(iter(_found(account_id, charge_id=charge_id)), None)


def _found(
    account_id: int, *, number: str = "", charge_id: int = 0, since: date = date.min
) -> tuple[WaivableCharge, ...]:
    values = {
        "account_id": account_id,
        "number": number,
        "charge_id": charge_id,
        "since": since,
        "most": MOST_SHOWN,
    }
    return tuple(
        WaivableCharge(
            id=row["id"],
            description=row["description"],
            amount=Money(row["amount_minor"], row["currency"]),
            effective_date=row["effective_date"],
            bill_number=row["bill_number"] or "",
            is_waived=row["is_waived"],
            is_asked=row["is_asked"],
            reason=row["reason"] or "",
            credit_bill_number=row["credit_bill_number"] or "",
        )
        for row in run(_LIST, values)
    )
