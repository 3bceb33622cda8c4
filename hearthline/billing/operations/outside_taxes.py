"""Ask the tax service about bills before they are made, and keep what it says.

A bill is never made without its taxes: the rating engine refuses to issue one whose taxes an
outside service hasn't assessed for just that amount (`billing_unassessed` in the database). When
the service is down, the accounts wait; what is only shown uses the last rate known.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from hearthline.billing.adapters.tax import (
    AssessedAmount,
    Place,
    TaxedSum,
    TaxServiceRefused,
    TaxServiceUnavailable,
    tax_service,
)
from hearthline.billing.models import AssessedTax
from hearthline.billing.rating import rate
from hearthline.catalog.models import Tax
from hearthline.kernel.money import Money

SUMS_AT_ONCE = 1000


class UnableToAssessTaxes(Exception):
    """The tax service gave no answer that can be used: nobody of these can be billed yet."""


def assess_outside_taxes(*, account_ids: Sequence[int], bill_date: date, now: datetime) -> int:
    """Have the taxes of accounts' bills of a day assessed, as far as they aren't yet.

    Never within a transaction: it waits for another company's server. Costs one small query where
    no tax of the catalog is assessed outside.

    Returns:
        How many sums were asked about.

    Raises:
        UnableToAssessTaxes: what is assessed so far is kept, so asking again goes on from there.
    """
    if not account_ids or not Tax.objects.filter(kind=Tax.Kind.OUTSIDE).exists():
        return 0
    rows = rate(account_ids=account_ids, bill_date=bill_date, ending="list_taxed_sums.sql")
    sums = [
        (f"{account_id}/{category}", list(taxes))
        for (account_id, category), taxes in groupby(
            rows, key=lambda row: (row["account_id"], row["tax_category"])
        )
    ]
    for first in range(0, len(sums), SUMS_AT_ONCE):
        part = sums[first : first + SUMS_AT_ONCE]
        try:
            answers = tax_service().assess(
                bill_date=bill_date, sums=[_sum(key, taxes[0]) for key, taxes in part]
            )
        except (TaxServiceUnavailable, TaxServiceRefused) as error:
            raise UnableToAssessTaxes(str(error)) from error
        _keep(part, answers, bill_date, now)
    return len(sums)


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
