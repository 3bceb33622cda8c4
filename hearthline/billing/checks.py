"""What must hold of the ledger and of bills; the database enforces most of it as well."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql" / "checks"

_CHECKS = {
    "each ledger transaction is whole": "transactions_not_whole",
    "money of an account is in its currency": "wrong_currency",
    "each bill of ours is the sum of its lines and of its posting": "bills_not_their_sum",
    "each bill is posted": "bills_not_posted",
    "what corrects a bill takes it back to the cent": "corrections_not_whole",
    "bills of an account follow each other": "bills_overlapping",
    "lines belong to their bill's account": "lines_of_another_account",
    "no day of a subscription is billed twice": "days_billed_twice",
    "no day of a discount is given twice": "discounts_given_twice",
    "each charge is billed once, as it was": "charges_billed_twice",
    "each waived charge has a credit of its amount": "waivers_at_odds",
    "late fees were told before": "late_fees_untold",
    "each adjustment led to what was approved": "adjustments_at_odds",
    "refunds in the books are those to be paid out": "refunds_not_waiting",
    "what closed accounts are to get back was asked for": "closing_refunds_lost",
    "deposits in the books are those held": "deposits_not_held",
    "reports of revenue and taxes tie to the ledger": "reports_not_tied",
    "plans are priced in their accounts' currency": "plans_in_another_currency",
}
"""Each check's name, and the file in `sql/checks/` that finds `detail` sentences of broken rows."""


def _find(file: str) -> Iterator[str]:
    for row in run(_SQL / f"{file}.sql", {}):
        yield row["detail"]


def _register() -> None:
    for name, file in _CHECKS.items():
        check: Callable[[], Iterable[str]] = partial(_find, file)
        invariant(name)(check)


_register()
