"""Money, days and times as people write them, in the language of the page."""

from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    format_timedelta,
    get_datetime_format,
)
from babel.numbers import format_decimal
from babel.units import format_unit
from django.conf import settings
from django.utils.translation import get_language

from hearthline.kernel.clock import provider_zone
from hearthline.kernel.money import Money

DAY_SHAPES = {"long": "long", "medium": "medium", "weekday": "full"}


_remembered = lru_cache(maxsize=8192)
"""A page says the same few amounts and days again and again, and CLDR's patterns take a while."""


@cache
def _known_locale(language: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language.replace('-', '_')}_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(language, sep="-")


def page_locale() -> Locale:
    """The page's language as the provider's country writes it.

    Spanish in the United States writes `$82.40`, Spanish in Spain `82,40 US$`; the country decides.
    """
    return _known_locale(get_language() or settings.LANGUAGE_CODE, settings.PROVIDER_COUNTRY)


def money_text(amount: Money) -> str:
    """`$1,234.50`."""
    return _money(amount, str(page_locale()))


@_remembered
def _money(amount: Money, locale: str) -> str:
    return amount.format(locale)


def day_text(day: date, shape: str = "long") -> str:
    """`December 5, 2026`.

    `medium`: `Dec 5, 2026`; `weekday`: `Saturday, December 5, 2026`; `short`: `Dec 5`;
    `month`: `December 2026`; `initial`: `D`, where twelve stand side by side. A moment is first
    taken to the provider's time zone.
    """
    local = day.astimezone(provider_zone()).date() if isinstance(day, datetime) else day
    return _day(local, shape, page_locale())


@_remembered
def _day(day: date, shape: str, locale: Locale) -> str:
    if shape == "short":
        return str(format_skeleton("MMMd", day, locale=locale))
    if shape == "initial":
        return format_date(day, "LLLLL", locale=locale)
    if shape == "month":
        return str(format_skeleton("yMMMM", day, locale=locale))
    return format_date(day, DAY_SHAPES[shape], locale=locale)


def moment_text(moment: datetime) -> str:
    """`Dec 5, 2026, 2:05 PM` at the provider's place."""
    return _moment(moment, provider_zone(), page_locale())


@_remembered
def _moment(moment: datetime, zone: ZoneInfo, locale: Locale) -> str:
    local = moment.astimezone(zone)
    day, time = (
        format_date(local, "medium", locale=locale),
        format_time(local, "short", tzinfo=zone, locale=locale),
    )
    return str(get_datetime_format("medium", locale=locale)).format(time, day)


def phone_text(number: str) -> str:
    """`+12175550101` becomes `(217) 555-0101`, and a number of another country keeps its prefix.

    What is no number stays as it is.
    """
    try:
        known = phonenumbers.parse(number, settings.PROVIDER_COUNTRY)
    except phonenumbers.NumberParseException:
        return number
    at_home = phonenumbers.country_code_for_region(settings.PROVIDER_COUNTRY)
    shapes = phonenumbers.PhoneNumberFormat
    shape = shapes.NATIONAL if known.country_code == at_home else shapes.INTERNATIONAL
    return phonenumbers.format_number(known, shape)


def period_text(first: date, last: date) -> str:
    """`Nov 1 - 30, 2026` with the dash the language uses: both days belong to the period."""
    return _period(first, last, page_locale())


@_remembered
def _period(first: date, last: date, locale: Locale) -> str:
    return str(format_interval(first, last, "yMMMd", locale=locale))


def data_text(size: int) -> str:
    """`12.3 GB`: bytes in whole megabytes below a gigabyte (10**9), in tenths above."""
    if size < 10**9:
        return format_unit(size // 10**6, "digital-megabyte", "short", locale=page_locale())
    unit, amount = ("gigabyte", size / 10**9) if size < 10**12 else ("terabyte", size / 10**12)
    return format_unit(round(amount, 1), f"digital-{unit}", "short", locale=page_locale())


def duration_text(span: timedelta) -> str:
    """`40 seconds`, `3 minutes`, `5 hours`, `2 days`: two of a unit before a larger one is used."""
    return format_timedelta(span, threshold=2, locale=page_locale())


_SIZES = ((1_000_000, "MB"), (1_000, "kB"))


def size_text(size_bytes: int) -> str:
    """`1.2 MB`; a thousand bytes to the kilobyte, as browsers and phones count."""
    for unit_bytes, unit in _SIZES:
        if size_bytes >= unit_bytes:
            figure = format_decimal(size_bytes / unit_bytes, "#,##0.#", locale=page_locale())
            return f"{figure} {unit}"
    return f"{size_bytes} B"
