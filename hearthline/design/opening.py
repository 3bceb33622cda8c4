"""Opening times as people say them, in the language of the page."""

from datetime import datetime, time, timedelta

from babel.dates import format_date, format_time, get_day_names
from django.conf import settings
from django.utils.translation import gettext as _

from hearthline.design.formats import day_text, page_locale
from hearthline.kernel.clock import provider_zone
from hearthline.kernel.opening_times import (
    OpeningTimes,
    Span,
    UnableToReadOpeningTimes,
    read_opening_times,
)

_A_WEEK_DAYS = 7
_DASH = "\N{EN DASH}"
_WHOLE_DAY: Span = (0, 24 * 60)


def hours_text() -> str:
    """`Mon-Fri 8:00 AM-6:00 PM`; a setting that only people can read stays as it is written."""
    try:
        times = read_opening_times(settings.PROVIDER_HOURS, settings.PROVIDER_CLOSED_DATES)
    except UnableToReadOpeningTimes:
        return str(settings.PROVIDER_HOURS)
    names = get_day_names("abbreviated", locale=page_locale())
    parts = []
    first = 0
    for day in range(1, _A_WEEK_DAYS + 1):
        if day < _A_WEEK_DAYS and times.spans[day] == times.spans[first]:
            continue
        if spans := times.spans[first]:
            last = f"{_DASH}{names[day - 1]}" if day - 1 > first else ""
            parts.append(f"{names[first]}{last} {', '.join(map(_span, spans))}")
        first = day
    return "; ".join(parts)


def opening_text(times: OpeningTimes, now: datetime) -> str:
    """Whether somebody is there now, and until when, or since when again."""
    state = times.at(now)
    if state.is_open and state.changes_at is None:
        return _("Somebody is there around the clock.")
    if state.changes_at is None:
        return _("Nobody is there at the moment.")
    values = {"time": _time(state.changes_at)}
    if state.is_open:
        return _("Somebody is there now, until %(time)s.") % values
    today = now.astimezone(provider_zone()).date()
    day = state.changes_at.astimezone(provider_zone()).date()
    if day == today:
        return _("Nobody is there now. We open today at %(time)s.") % values
    if day - today >= timedelta(days=_A_WEEK_DAYS):
        values["day"] = day_text(day)
    else:
        values["day"] = format_date(day, "EEEE", locale=page_locale())
    return _("Nobody is there now. We open again %(day)s at %(time)s.") % values


def _span(span: Span) -> str:
    if span == _WHOLE_DAY:
        return _("all day")
    return _DASH.join(_clock(minutes) for minutes in span)


def _clock(minutes: int) -> str:
    at = time(minutes // 60 % 24, minutes % 60)
    return format_time(at, "short", locale=page_locale())


def _time(moment: datetime) -> str:
    return format_time(moment, "short", tzinfo=provider_zone(), locale=page_locale())
