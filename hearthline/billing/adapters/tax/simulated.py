"""A tax service that isn't one: the same arithmetic each time, for the demo and for tests.

It taxes at seven per cent as `outside-state`, and at one more as `outside-city` where the city
begins with a letter of the first half of the alphabet. The category `tax-down` never gets an
answer, the category `tax-refused` a refusal.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hearthline.billing.adapters.tax import (
    AssessedAmount,
    TaxedSum,
    TaxServiceRefused,
    TaxServiceUnavailable,
)
from hearthline.kernel.money import Money, round_half_up

STATE, CITY = "outside-state", "outside-city"
DOWN, REFUSED = "tax-down", "tax-refused"
_STATE_RATE, _CITY_RATE = Decimal("0.07"), Decimal("0.01")


class SimulatedTaxService:
    """See the module."""

    name = "simulated"

    def assess(self, *, bill_date: date, sums: Sequence[TaxedSum]) -> tuple[AssessedAmount, ...]:
        """As `TaxService` says."""
        del bill_date  # the rates never change
        categories = {each.category for each in sums}
        if DOWN in categories:
            raise TaxServiceUnavailable("the simulated service doesn't answer")
        if REFUSED in categories:
            raise TaxServiceRefused("the simulated service doesn't want this category")
        return tuple(answer for each in sums for answer in _taxes(each))


def _taxes(each: TaxedSum) -> list[AssessedAmount]:
    taxes = [AssessedAmount(each.key, STATE, _share(each.amount, _STATE_RATE))]
    if each.place.city[:1].lower() in set("abcdefghijklm"):
        taxes.append(AssessedAmount(each.key, CITY, _share(each.amount, _CITY_RATE)))
    return taxes


def _share(amount: Money, rate: Decimal) -> Money:
    return Money(round_half_up(amount.amount_minor * rate), amount.currency)
