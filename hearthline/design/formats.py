"""Money, days and times as people write them, in the language of the page."""

from datetime import date, datetime
from functools import cache

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
    return amount.format(str(page_locale()))


def day_text(day: date, shape: str = "long") -> str:
    """`December 5, 2026`.

    `medium`: `Dec 5, 2026`; `weekday`: `Saturday, December 5, 2026`; `short`: `Dec 5`;
    `month`: `December 2026`. A moment is first taken to the provider's time zone.
    """
    local = day.astimezone(provider_zone()).date() if isinstance(day, datetime) else day
    if shape == "short":
        return format_skeleton("MMMd", local, locale=page_locale())
    if shape == "month":
        return format_skeleton("yMMMM", local, locale=page_locale())
    return format_date(local, DAY_SHAPES[shape], locale=page_locale())


def moment_text(moment: datetime) -> str:
    """`Dec 5, 2026, 2:05 PM` at the provider's place."""
    zone, locale = provider_zone(), page_locale()
    local = moment.astimezone(zone)
    day, time = (
        format_date(local, "medium", locale=locale),
        format_time(local, "short", tzinfo=zone, locale=locale),
    )
    return str(get_datetime_format("medium", locale=locale)).format(time, day)


def period_text(first: date, last: date) -> str:
    """`Nov 1 - 30, 2026` with the dash the language uses: both days belong to the period."""
    return str(format_interval(first, last, "yMMMd", locale=page_locale()))
