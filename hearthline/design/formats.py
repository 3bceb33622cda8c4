"""Money, days and times as people write them, in the language of the page."""

from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_datetime_format,
)
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


def period_text(first: date, last: date) -> str:
    """`Nov 1 - 30, 2026` with the dash the language uses: both days belong to the period."""
    return _period(first, last, page_locale())


@_remembered
def _period(first: date, last: date, locale: Locale) -> str:
    return str(format_interval(first, last, "yMMMd", locale=locale))
