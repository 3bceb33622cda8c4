"""What arrangements the provider allows, and how an amount is divided into parts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from hearthline.billing.late_fee_rule import units
from hearthline.kernel.money import Money, minor_digits

EVERY = ("week", "two_weeks", "month")
"""How far parts may lie from each other."""
STAFF_MOST_PARTS = 24
STAFF_LONGEST_DAYS = 730
"""Beyond the provider's rules staff may go, but no further than this."""


@dataclass(frozen=True, slots=True)
class Part:
    """An amount, to be paid by a day."""

    due_date: date
    amount: Money


@dataclass(frozen=True, slots=True)
class ArrangementRules:
    """How far people may go by themselves. `most_parts` of 0: not at all."""

    most_parts: int
    longest_days: int
    least_part: Money
    most_a_year: int
    grace_days: int


def arrangement_rules(*, currency: str) -> ArrangementRules:
    """The rules as they are now, for an account in a currency.

    The least part is the same figure whatever the currency.
    """
    least = units(settings.ARRANGEMENT_LEAST_PART)
    shift = minor_digits(currency) - minor_digits(least.currency)
    least_minor = int(least.amount_minor * 10**shift) if shift else least.amount_minor
    return ArrangementRules(
        most_parts=settings.ARRANGEMENT_MOST_PARTS,
        longest_days=settings.ARRANGEMENT_LONGEST_DAYS,
        least_part=Money(least_minor, currency),
        most_a_year=settings.ARRANGEMENT_MOST_A_YEAR,
        grace_days=settings.ARRANGEMENT_GRACE_DAYS,
    )


def divide(*, total: Money, parts: int, first_date: date, every: str) -> tuple[Part, ...]:
    """Equal parts from a day on; what doesn't divide goes to the first ones, a minor unit each."""
    each, rest = divmod(total.amount_minor, parts)
    return tuple(
        Part(_day(first_date, n, every), Money(each + (n < rest), total.currency))
        for n in range(parts)
    )


def _day(first: date, n: int, every: str) -> date:
    """The n-th day from the first; a month that is too short has its last day."""
    if every == "week":
        return first + timedelta(days=7 * n)
    if every == "two_weeks":
        return first + timedelta(days=14 * n)
    months = first.month - 1 + n
    year, month = first.year + months // 12, months % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=first.day - 1), following - timedelta(days=1))
