"""What being late costs: the provider's rule, as the settings have it."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from hearthline.kernel.money import Money, minor_digits, round_half_up

WINDOW_DAYS = 60
"""A bill that was due longer ago, and of which nobody was warned, costs nothing any more."""


@dataclass(frozen=True, slots=True)
class LateFeeRule:
    """How a late fee comes about; amounts in minor units of `currency`.

    A rate takes the flat fee's place. Accounts in another currency pay no late fees.
    """

    currency: str
    rate_ppm: int
    flat_minor: int
    grace_days: int
    notice_days: int
    most_minor: int
    most_a_year_minor: int
    least_minor: int
    tax_category: str

    @property
    def is_on(self) -> bool:
        """Whether there are late fees at all."""
        return self.rate_ppm > 0 or self.flat_minor > 0

    def fee_on(self, amount: Money) -> Money:
        """What this amount would cost if it were late, without the cap of a year."""
        if amount.currency != self.currency or amount.amount_minor < self.least_minor:
            return Money(0, amount.currency)
        raw = self.flat_minor
        if self.rate_ppm:
            raw = round_half_up(amount.amount_minor * Decimal(self.rate_ppm) / 1_000_000)
        return Money(min(raw, self.most_minor), self.currency)


def late_fee_rule() -> LateFeeRule:
    """The rule as it is now."""
    return LateFeeRule(
        currency=settings.CURRENCY,
        rate_ppm=round_half_up(settings.LATE_FEE_PERCENT * 10_000),
        flat_minor=units(settings.LATE_FEE_FLAT).amount_minor,
        grace_days=settings.LATE_FEE_GRACE_DAYS,
        notice_days=settings.LATE_FEE_NOTICE_DAYS,
        most_minor=units(settings.LATE_FEE_MOST).amount_minor,
        most_a_year_minor=units(settings.LATE_FEE_MOST_A_YEAR).amount_minor,
        least_minor=units(settings.LATE_FEE_LEAST_BALANCE).amount_minor,
        tax_category=settings.LATE_FEE_TAX_CATEGORY,
    )


def units(amount: Decimal) -> Money:
    """An amount of the settings, rounded half away from zero to the currency's minor unit."""
    currency = settings.CURRENCY
    return Money(round_half_up(amount.scaleb(minor_digits(currency))), currency)
