"""Ask the tax service about bills before they are made, and keep what it says.

A bill is never made without its taxes: the rating engine refuses to issue one whose taxes an
outside service hasn't assessed for just that amount (`billing_unassessed` in the database). Then
everything is taken back, the service is asked while no transaction waits for it, and it is done
again. When the service is down, the accounts wait; what is only shown uses the last rate known.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, TypeVar

from django.db import transaction

from hearthline.billing.adapters.tax import (
    AssessedAmount,
    Place,
    TaxedSum,
    TaxServiceRefused,
    TaxServiceUnavailable,
    tax_service,
)
from hearthline.billing.models import AssessedTax
from hearthline.billing.operations.issuing import TaxesNotAssessed
from hearthline.kernel.money import Money

SUMS_AT_ONCE = 1000
T = TypeVar("T")


class UnableToAssessTaxes(Exception):
    """The tax service gave no answer that can be used: nobody of these can be billed yet."""


def issue_with_taxes(*, issue: Callable[[], T], now: datetime) -> T:
    """Do what issues bills, in a transaction; ask the tax service first as far as that is needed.

    It costs nothing where no tax of the catalog is assessed outside.

    Args:
        issue: what issues them. It may be called again, after all it did was taken back.
        now: when an answer is written down.

    Raises:
        UnableToAssessTaxes: what was answered so far is kept, so trying again goes on from there.
    """
    while True:
        try:
            with transaction.atomic():
                return issue()
        except TaxesNotAssessed as missing:
            _assess(missing, now)


def _assess(missing: TaxesNotAssessed, now: datetime) -> None:
    if not missing.sums:
        raise UnableToAssessTaxes("the bill misses a tax on something that isn't taxed")
    sums = [
        (f"{account_id}/{category}", list(taxes))
        for (account_id, category), taxes in groupby(
            missing.sums, key=lambda row: (row["account_id"], row["tax_category"])
        )
    ]
    for first in range(0, len(sums), SUMS_AT_ONCE):
        part = sums[first : first + SUMS_AT_ONCE]
        try:
            answers = tax_service().assess(
                bill_date=missing.bill_date, sums=[_sum(key, taxes[0]) for key, taxes in part]
            )
        except (TaxServiceUnavailable, TaxServiceRefused) as error:
            raise UnableToAssessTaxes(str(error)) from error
        _keep(part, answers, missing.bill_date, now)


def _sum(key: str, row: dict[str, Any]) -> TaxedSum:
    return TaxedSum(
        key=key,
        category=row["tax_category"],
        amount=Money(row["amount_minor"], row["currency"]),
        place=Place(row["city"], row["region"], row["postal_code"], row["country"]),
    )


def _keep(
    part: list[tuple[str, list[dict[str, Any]]]],
    answers: Sequence[AssessedAmount],
    bill_date: date,
    now: datetime,
) -> None:
    """Keep an amount for each tax that was asked about, zero where the answer has none."""
    amounts: dict[tuple[str, str], int] = {}
    for answer in answers:
        where = (answer.key, answer.tax)
        amounts[where] = amounts.get(where, 0) + answer.amount.amount_minor
    known = {(key, row["tax_code"]) for key, taxes in part for row in taxes}
    if strange := sorted({tax for key, tax in amounts if (key, tax) not in known}):
        raise UnableToAssessTaxes(f"the catalog has no such outside tax there: {strange}")
    AssessedTax.objects.bulk_create(
        [
            AssessedTax(
                account_id=row["account_id"],
                bill_date=bill_date,
                tax_category=row["tax_category"],
                base_minor=row["amount_minor"],
                tax_id=row["tax_id"],
                amount_minor=amounts.get((key, row["tax_code"]), 0),
                assessed_at=now,
            )
            for key, taxes in part
            for row in taxes
        ],
        ignore_conflicts=True,
    )
