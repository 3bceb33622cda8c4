"""When somebody is there: read from a line such as `Mon-Fri 8-18; Sat 9-12`.

Days are Mon, Tue, Wed, Thu, Fri, Sat, Sun, one or a range (`Sat-Mon` goes over the weekend), or
several with commas; times are hours or hours and minutes of a day of 24 (`8-18`, `7:30-24`), or
several with commas. A later part wins for its days; `Sun closed` says so. Hours are the provider's
own: where clocks change, a day has an hour more or less.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from hearthline.kernel.clock import provider_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PART = re.compile(r"(?P<days>[a-z,\s-]+?)\s+(?P<times>closed|[\d:,\s-]+)", re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*-\s*(\d{1,2})(?::(\d{2}))?")
_MINUTES_A_DAY = 24 * 60
_LOOK_AHEAD_DAYS = 400

Span = tuple[int, int]
"""Minutes after midnight by the clock on the wall: from, and until (at most 1,440)."""


class UnableToReadOpeningTimes(Exception):
    """The text is no line of opening times; the message says which part."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Whether somebody is there, and when that changes; None where it never does."""

    is_open: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningTimes:
    """Spans of each day of the week, Monday first, and days on which nobody is there."""

    spans: tuple[tuple[Span, ...], ...]
    closed_dates: frozenset[date] = frozenset()

    def at(self, now: datetime) -> Moment:
        """Whether it is open now, and until when, or when it opens next."""
        for opens, closes in self._from(now):
            if opens <= now < closes:
                return Moment(is_open=True, changes_at=self._closes_at(closes))
            return Moment(is_open=False, changes_at=opens)
        return Moment(is_open=False, changes_at=None)

    def after(self, now: datetime, hours: float) -> datetime:
        """The moment by which it was open for so many hours; without any, hours as they pass."""
        left = timedelta(hours=hours)
        for opens, closes in self._from(now):
            begin = max(opens, now)
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        return now + left

    def _from(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Spans that aren't over yet, one after the other."""
        first = now.astimezone(provider_zone()).date()
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = first + timedelta(days=ahead)
            if day in self.closed_dates:
                continue
            for begin, end in self.spans[day.weekday()]:
                opens, closes = _on_the_wall(day, begin), _on_the_wall(day, end)
                if closes > max(now, opens):
                    yield opens, closes

    def _closes_at(self, closes: datetime) -> datetime | None:
        """The end of a span, or of those that follow it at once; None if it never ends."""
        for opens, later in self._from(closes):
            if opens != closes:
                return closes
            closes = later
        return None


@lru_cache(maxsize=64)
def read_opening_times(text: str, closed: tuple[date, ...] = ()) -> OpeningTimes:
    """Read a line of opening times; an empty one is never open.

    Raises:
        UnableToReadOpeningTimes: see there.
    """
    week: list[tuple[Span, ...]] = [()] * len(DAYS)
    for part in filter(None, (part.strip() for part in text.split(";"))):
        found = _PART.fullmatch(part)
        if found is None:
            raise UnableToReadOpeningTimes(f"'{part}' is no days and hours, such as Mon-Fri 8-18")
        spans = () if found["times"].lower() == "closed" else tuple(_spans(found["times"], part))
        for day in _days(found["days"], part):
            week[day] = spans
    return OpeningTimes(tuple(week), frozenset(closed))


def _days(text: str, part: str) -> Iterator[int]:
    for piece in text.lower().split(","):
        names = [name.strip()[:3] for name in piece.split("-")]
        if not 1 <= len(names) <= 2 or not set(names) <= set(DAYS):  # noqa: PLR2004 - from, until
            raise UnableToReadOpeningTimes(f"'{piece.strip()}' in '{part}' is no day of the week")
        first, last = DAYS.index(names[0]), DAYS.index(names[-1])
        yield from (day % len(DAYS) for day in range(first, last + (last < first) * 7 + 1))


def _spans(text: str, part: str) -> Iterator[Span]:
    before = -1
    for piece in text.split(","):
        found = _SPAN.fullmatch(piece.strip())
        numbers = [int(number or 0) for number in found.groups()] if found else [0, 0, 0, 0]
        begin, end = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
        is_time = max(numbers[1], numbers[3]) < 60 and end <= _MINUTES_A_DAY  # noqa: PLR2004 - minutes
        if not (found and is_time and before < begin < end):
            raise UnableToReadOpeningTimes(f"'{piece.strip()}' in '{part}' is no time like 8-18")
        before = end
        yield begin, end


def _on_the_wall(day: date, minutes: int) -> datetime:
    if minutes == _MINUTES_A_DAY:
        day, minutes = day + timedelta(days=1), 0
    clock = time(minutes // 60, minutes % 60)
    return datetime.combine(day, clock, tzinfo=provider_zone()).astimezone(UTC)
