"""What is held for an account as a deposit."""

from dataclasses import dataclass
from pathlib import Path

from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql" / "sum_deposit.sql"


@dataclass(frozen=True, slots=True)
class DepositHeld:
    """What was billed as a deposit and not given back; `free` is what nothing waits to use."""

    held: Money
    free: Money


def deposit_held(*, account_id: int) -> DepositHeld:
    """What is held for an account today."""
    found = run(_SQL, {"account_id": account_id})[0]
    held, leaving = found["held_minor"], found["leaving_minor"]
    currency = found["currency"]
    return DepositHeld(Money(held, currency), Money(held + leaving, currency))
