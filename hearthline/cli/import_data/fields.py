"""What a cell may hold: each reader turns its text into a value, or says what to write instead."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

import phonenumbers
from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from hearthline.kernel.clock import provider_zone
from hearthline.kernel.money import minor_digits

Read = Callable[[str], Any]

_AMOUNT = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FORMULA = re.compile(r"=|[+\-@].*([A-Za-z][(|]|![A-Za-z$])", re.DOTALL)
"""What a spreadsheet would run: `=…` always; `+…`, `-…` and `@…` where a call, a command or
another sheet follows. `+1 (312) 555-0142` and `@home` are texts."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
"""Control characters, and those that hide or turn text around."""
_LIKE_PHONE = re.compile(r"\+?[0-9 ().\-/]{5,30}")
_LONGEST_SHOWN = 40
_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)


class Refused(ValueError):
    """A cell can't be used; the message says why and what to write."""


def shown(text: str) -> str:
    """A cell as a message quotes it: short, on one line, nothing hidden."""
    cut = text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
    return '"' + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in cut) + '"'


def line_of_text(longest: int) -> Read:
    """One line of free text; line breaks inside the cell become spaces."""

    def read(text: str) -> str:
        _refuse_trickery(text)
        value = " ".join(text.split())
        _refuse_longer(value, longest)
        return value

    return read


def long_text(longest: int) -> Read:
    """Free text that may have several lines."""

    def read(text: str) -> str:
        _refuse_trickery(text)
        value = text.replace("\r\n", "\n").replace("\r", "\n")
        _refuse_longer(value, longest)
        return value

    return read


def identifier(longest: int) -> Read:
    """A number or code that other rows and people refer to: one line, exactly as written."""

    def read(text: str) -> str:
        _refuse_trickery(text)
        if not text.isprintable():
            raise Refused(f"{shown(text)} contains a line break or tab. Remove it")
        _refuse_longer(text, longest)
        return text

    return read


def one_of(words: Collection[str]) -> Read:
    """One word of a list."""
    listed = ", ".join(words)

    def read(text: str) -> str:
        if text not in words:
            raise Refused(
                f"{shown(text)} is not one of the words known here. Write one of: {listed}"
            )
        return text

    return read


def yes_or_no(text: str) -> bool:
    """`yes` or `no`."""
    if text not in {"yes", "no"}:
        raise Refused(f"{shown(text)} is neither yes nor no. Write one of: yes, no")
    return text == "yes"


def whole_number(lowest: int, highest: int) -> Read:
    """A whole number within bounds."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not lowest <= int(text) <= highest:
            raise Refused(
                f"{shown(text)} is not a whole number from {lowest} to {highest}. Write digits only"
            )
        return int(text)

    return read


def amount(currency: str, *, lowest: int | None = None) -> Read:
    """An amount in minor units of a currency; `lowest` (minor units) is the least that is taken."""
    digits = minor_digits(currency)
    example = Decimal(123450).scaleb(-digits)

    def read(text: str) -> int:
        if not _AMOUNT.fullmatch(text):
            raise Refused(f"{shown(text)} {_why_no_amount(text)}. Write a number such as {example}")
        minor = Decimal(text).scaleb(digits)
        if minor != minor.to_integral_value():
            raise Refused(
                f"{shown(text)} has more than {digits} digits after the point, as {currency} has. "
                f"Write a number such as {example}"
            )
        if lowest is not None and minor < lowest:
            least = "zero" if lowest == 0 else "the smallest amount"
            raise Refused(f"{shown(text)} is less than {least}. Write an amount that isn't")
        return int(minor)

    return read


def small_price(currency: str) -> Read:
    """A price up to six digits finer than a currency, in millionths of its minor unit."""
    digits = minor_digits(currency) + 6

    def read(text: str) -> int:
        if not _AMOUNT.fullmatch(text) or Decimal(text) < 0:
            raise Refused(f"{shown(text)} is not a price. Write a number such as 0.0495")
        found = Decimal(text).scaleb(digits)
        if found != found.to_integral_value():
            raise Refused(f"{shown(text)} has more than {digits} digits after the point")
        return int(found)

    return read


def one_number_of(numbers: Collection[int]) -> Read:
    """One of a few whole numbers."""
    words = ", ".join(map(str, numbers))

    def read(text: str) -> int:
        if text not in {str(number) for number in numbers}:
            raise Refused(f"{shown(text)} is not one of {words}. Write one of them")
        return int(text)

    return read


def _why_no_amount(text: str) -> str:
    if "," in text:
        return "has a comma"
    if re.search(r"[^\x00-\x7f]|[$A-Za-z]", text):
        return "has more than digits and a point"
    if re.match(r"[+-]?[0-9]{13}", text):
        return "is too large"
    return "is not an amount"


def percent_in_ppm(text: str) -> int:
    """A percentage above 0 and up to 100, as whole millionths."""
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", text) or not 0 < Decimal(text) <= 100:  # noqa: PLR2004 - a hundred percent
        raise Refused(
            f"{shown(text)} is not a percentage above 0 and up to 100 with at most four digits "
            "after the point. Write 6.25 for 6.25 %"
        )
    return int(Decimal(text).scaleb(4))


@lru_cache(maxsize=8192)
def day(text: str) -> date:
    """A calendar day, ISO 8601."""
    if not _DATE.fullmatch(text):
        raise Refused(f"{shown(text)} is not a date. Write year-month-day, such as 2026-03-31")
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{shown(text)} is a day that no calendar has. Write a real one") from None
    if not _EARLIEST <= value <= _LATEST:
        raise Refused(f"{shown(text)} is not between {_EARLIEST} and {_LATEST}. Check the year")
    return value


def day_up_to(latest: date) -> Read:
    """A calendar day that has come."""

    def read(text: str) -> date:
        value = day(text)
        if value > latest:
            raise Refused(f"{shown(text)} lies in the future. Write a day up to {latest}")
        return value

    return read


def moment_up_to(latest: datetime) -> Read:
    """A moment that has come; without an offset it is the provider's local time."""
    zone = provider_zone()

    def read(text: str) -> datetime:
        try:
            if not _DATE.match(text):
                raise ValueError  # noqa: TRY301 - forms such as 2026W05 are turned away alike
            value = datetime.fromisoformat(text)
            value = value.replace(tzinfo=zone) if value.tzinfo is None else value
            value = value.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Refused(
                f"{shown(text)} is not a date and time. Write one such as "
                "2026-03-31T14:05:00-05:00, or a date alone"
            ) from None
        if value < datetime.combine(_EARLIEST, time(), UTC):
            raise Refused(f"{shown(text)} is before {_EARLIEST}. Check the year")
        if value > latest:
            raise Refused(f"{shown(text)} lies in the future. Write when it was paid")
        return value

    return read


_is_email = EmailValidator(message="no")


def email(text: str) -> str:
    """An email address."""
    _refuse_longer(text, 254)
    try:
        _is_email(text)
    except ValidationError:
        raise Refused(
            f"{shown(text)} is not an email address. Write one such as pat@mail.example, or leave "
            "the cell empty"
        ) from None
    return text


def phone(country: str) -> Read:
    """A phone number, kept as E.164; without a country code it is one of the provider's country."""

    def read(text: str) -> str:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or number.extension or not phonenumbers.is_possible_number(number):
            raise Refused(
                f"{shown(text)} is not a phone number. Write one such as +13125550142 (without a "
                f"country code it is taken as one of {country}), or leave the cell empty"
            )
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    return read


def phone_if_any(text: str) -> str | None:
    """A text as a phone number (E.164), or None if it isn't one."""
    if not _LIKE_PHONE.fullmatch(text):
        return None
    try:
        return str(phone(settings.PROVIDER_COUNTRY)(text))
    except Refused:
        return None


def country() -> Read:
    """A country, two letters (ISO 3166-1)."""
    known = {code for code in Locale("en").territories if re.fullmatch("[A-Z]{2}", str(code))}

    def read(text: str) -> str:
        if text.upper() not in known:
            raise Refused(f"{shown(text)} is not a country. Write two letters, such as US")
        return text.upper()

    return read


def _refuse_longer(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Refused(
            f"{shown(text)} has {len(text):,} characters. Shorten it to at most {longest:,}"
        )


def _refuse_trickery(text: str) -> None:
    if _FORMULA.match(text):
        raise Refused(
            f"{shown(text)} is a formula to a spreadsheet. Write the text itself, without the "
            f"{text[0]} in front"
        )
    if unseen := _UNSEEN.search(text):
        raise Refused(
            f"{shown(text)} contains an unseen character (U+{ord(unseen[0]):04X}). Delete it"
        )
