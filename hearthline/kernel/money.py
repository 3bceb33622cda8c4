"""Amounts of money: whole minor units and a currency, never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from babel.numbers import format_currency, get_currency_precision

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]+)?")


class UnableToReadAmount(ValueError):
    """A text is not an amount; the message says what one looks like."""


@cache
def minor_digits(currency: str) -> int:
    """How many digits follow the point in a currency (ISO 4217 as kept by CLDR): USD 2, JPY 0."""
    return get_currency_precision(currency)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents for USD) of one currency (ISO 4217 code)."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> "Money":
        """Read a plain decimal such as `12.50`: a point, no group separators, no sign of currency.

        Raises:
            UnableToReadAmount: not a number, or more digits than the currency has.
        """
        digits = minor_digits(currency)
        plain = text.strip()
        if not _PLAIN.fullmatch(plain):
            raise UnableToReadAmount(
                f"write a number with a point, such as {Decimal(1250).scaleb(-digits)}"
            )
        try:
            minor = Decimal(plain).scaleb(digits)
        except InvalidOperation as error:  # pragma: no cover - the pattern bounds the digits
            raise UnableToReadAmount("the number is too long") from error
        if minor != minor.to_integral_value():
            raise UnableToReadAmount(f"{currency} has {digits} digits after the point")
        return cls(int(minor), currency)

    @classmethod
    def typed(cls, text: str, currency: str) -> "Money":
        """The same as people type it: a sign of currency in front is let go.

        Raises:
            UnableToReadAmount: as `parse`.
        """
        return cls.parse(text.strip().lstrip("$€£"), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.amount_minor).scaleb(-minor_digits(self.currency))

    def format(self, language: str) -> str:
        """The amount as people write it in a language: `$1,234.50`, `1.234,50 $`."""
        return format_currency(self.decimal, self.currency, locale=language)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            message = f"{other.currency} can't be added to {self.currency}"
            raise ValueError(message)
        return other.amount_minor


def round_half_up(value: Decimal) -> int:
    """Round to a whole minor unit, halves away from zero: the rounding of every bill line.

    PostgreSQL's `round(numeric)` does the same, so SQL and Python agree to the cent.
    """
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))
