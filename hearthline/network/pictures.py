"""A connection's week and month as pictures, and the sentences that say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthline.design.formats import data_text, day_text
from hearthline.design.templatetags.pictures import Bar, Part, Row
from hearthline.kernel.clock import provider_date, start_of_day
from hearthline.network.end_causes import cause_text
from hearthline.network.queries import (
    ConnectionNow,
    Drop,
    MonthUsage,
    drops_between,
    sessions_between,
)
from hearthline.network.queries.sessions import ended_before

DAYS = 7
KINDS = {"online": "ok", "offline": "bad", "unknown": "wait"}
LABEL_EVERY = 7


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a connection was in one state: online, offline or unknown."""

    start: datetime
    end: datetime
    state: str


@dataclass(frozen=True, slots=True)
class DropLine:
    """A drop as a line of a table. `lasted` is None while the connection is away."""

    at: datetime
    lasted: timedelta | None
    cause: str


@dataclass(frozen=True, slots=True)
class WeekPicture:
    """The last seven days, today the last: rows of a picture, and what there is to say of them."""

    rows: tuple[Row, ...]
    summary: str
    drops: tuple[DropLine, ...]


@dataclass(frozen=True, slots=True)
class MonthPicture:
    """A month's usage: bars of a picture, and what there is to say of them."""

    bars: tuple[Bar, ...]
    summary: str
    top: str


def week_picture(seen: ConnectionNow, now: datetime) -> WeekPicture:
    """What happened on a connection in the last seven days of the provider's calendar."""
    today = provider_date(now)
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    since = start_of_day(days[0])
    spans = list(_spans(seen, since, now))
    drops = drops_between(seen.line.id, since, now)
    rows = []
    for day in days:
        begin, end = start_of_day(day), start_of_day(day + timedelta(days=1))
        rows.append(Row(day_text(day, "short"), tuple(_parts(spans, begin, end))))
    return WeekPicture(tuple(rows), _week_summary(spans, drops), tuple(map(_drop_line, drops)))


def month_picture(usage: MonthUsage) -> MonthPicture:
    """What a connection used in a month, day by day."""
    last = (usage.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    used = {day.day: day.bytes for day in usage.days}
    days = [usage.month + timedelta(days=n) for n in range(last.day)]
    bars = tuple(
        Bar(str(day.day) if day.day % LABEL_EVERY == 1 else "", used.get(day, 0)) for day in days
    )
    busiest = max(usage.days, key=lambda day: day.bytes)
    most = {"day": day_text(busiest.day), "amount": data_text(busiest.bytes)}
    top = _("Most on %(day)s: %(amount)s.") % most if busiest.bytes else ""
    whole = {"month": day_text(usage.month, "month"), "amount": data_text(usage.bytes)}
    summary = _("Data by day in %(month)s, %(amount)s in all.") % whole
    return MonthPicture(bars, summary, top)


def _spans(seen: ConnectionNow, since: datetime, now: datetime) -> Iterator[Span]:
    """Time without gaps. Where an end was never told, what followed it isn't known."""
    sessions = sessions_between(seen.line.id, since, now)
    state = "offline" if ended_before(seen.line.id, since) else "unknown"
    at = since
    for session in sessions:
        if session.started_at > at:
            yield Span(at, session.started_at, state)
        at = max(at, session.started_at)
        if session.until_at > at:
            yield Span(at, session.until_at, "online")
            at = session.until_at
        state = "unknown" if session.is_open else "offline"
    if at < now:
        yield Span(at, now, seen.state)


def _parts(spans: list[Span], begin: datetime, end: datetime) -> Iterator[Part]:
    """The spans of one day, as shares of it."""
    for span in spans:
        start, stop = max(span.start, begin), min(span.end, end)
        if start < stop:
            yield Part((start - begin) / (end - begin), (stop - begin) / (end - begin),
                       KINDS[span.state])  # fmt: skip


def _week_summary(spans: list[Span], drops: tuple[Drop, ...]) -> str:
    known = [span for span in spans if span.state != "unknown"]
    whole = sum((span.end - span.start for span in known), timedelta())
    if not whole:
        return _("We know nothing of the last 7 days.")
    online = sum((span.end - span.start for span in known if span.state == "online"), timedelta())
    # Never 100 % where something was missing.
    share = int(online / whole * 1000) / 10
    text = _("Online for %(share)s%% of the time that we know of in the last 7 days.") % {
        "share": f"{share:g}"
    }
    count = ngettext("It dropped once.", "It dropped %(count)s times.", len(drops)) % {
        "count": len(drops)
    }
    return f"{text} {count if drops else _('No drops.')}"


def _drop_line(drop: Drop) -> DropLine:
    lasted = drop.back_at - drop.at if drop.back_at else None
    return DropLine(drop.at, lasted, str(cause_text(drop.cause)))
