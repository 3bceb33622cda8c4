"""The life of a simulated line: when it drops and how much it carries.

A pure function of the line's name, the time, and what was done to it: whoever asks, whenever, gets
the same past. No randomness but checksums.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from zlib import crc32

from hearthline.network.end_causes import LOST, RESET, ROUTER

DAY_S = 86_400
LONGEST_SESSION_DAYS = 21
"""Each router is switched off and on at least so often."""
RESTART_TAKES = timedelta(seconds=4)
_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
_BY_HOUR = (5, 3, 2, 1, 1, 2, 4, 7, 8, 7, 6, 6, 7, 7, 7, 8, 10, 13, 16, 19, 21, 20, 15, 9)
"""How busy an hour of the clock is, with evenings where people are at home."""
_BEFORE_HOUR = (0, *accumulate(_BY_HOUR))
_WHOLE_DAY = _BEFORE_HOUR[-1]
_EVENING_SHIFT_S = 6 * 3600
"""The provider lives six hours behind UTC, or thereabouts."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time during which a line is away, and why its session ended."""

    start: datetime
    end: datetime
    cause: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What was done to a line, beyond what comes by itself."""

    begins_at: datetime
    restarts: tuple[datetime, ...] = ()
    outages: tuple[tuple[datetime, datetime | None], ...] = ()
    flaps_from: datetime | None = None
    silent_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A session: from when until when, None while it lasts."""

    start: datetime
    end: datetime | None
    cause: str


def draw(name: str, *more: object) -> int:
    """A number that depends on nothing but the words."""
    return crc32("|".join((name, *map(str, more))).encode())


def stretches(name: str, fate: Fate, since: datetime, now: datetime) -> list[Stretch]:
    """Sessions that were on at some time between two moments, oldest first."""
    first = since - timedelta(days=LONGEST_SESSION_DAYS + 1)
    found = []
    start = fate.begins_at
    for gap in _merged(_gaps(name, fate, first, now)):
        if gap.start > now:
            break
        if start < gap.start and gap.start >= since:
            found.append(Stretch(start, gap.start, gap.cause))
        start = max(gap.end, fate.begins_at)
    if start <= now:
        found.append(Stretch(start, None, ""))
    return found


def _merged(gaps: list[Gap]) -> Iterator[Gap]:
    """In the order of time; what begins while the line is away already changes nothing."""
    away_until = datetime(1, 1, 1, tzinfo=UTC)
    for gap in sorted(gaps, key=lambda gap: gap.start):
        if gap.start > away_until:
            yield gap
            away_until = gap.end


def _gaps(name: str, fate: Fate, first: datetime, until: datetime) -> list[Gap]:
    found = [Gap(at, at + RESTART_TAKES, RESET) for at in fate.restarts]
    for begun, over in fate.outages:
        start = begun + timedelta(seconds=draw(name, "outage", begun) % 20)
        back = over + timedelta(seconds=30 + draw(name, "back", over) % 90) if over else _FOREVER
        found.append(Gap(start, back, LOST))
    for day in range(int(first.timestamp()) // DAY_S, int(until.timestamp()) // DAY_S + 1):
        found += _of_day(name, fate, day)
    return found


def _of_day(name: str, fate: Fate, day: int) -> Iterator[Gap]:
    midnight = datetime.fromtimestamp(day * DAY_S, tz=UTC)
    flaps = fate.flaps_from is not None and midnight >= fate.flaps_from
    is_due = (day + draw(name)) % LONGEST_SESSION_DAYS == 0
    drops = draw(name, day, "flaps") % 4 if flaps else int(draw(name, day, "drops") % 25 == 0)
    for number in range(max(drops, int(is_due))):
        chance = draw(name, day, number)
        start = midnight + timedelta(seconds=chance % DAY_S)
        away_s = 20 + chance // 7 % (240 if flaps else 120)
        cause = LOST if flaps or chance % 3 else ROUTER
        yield Gap(start, start + timedelta(seconds=away_s), cause)


def carried(name: str, start: datetime, end: datetime) -> tuple[int, int]:
    """Bytes down and up between two moments; grows with `end` and never shrinks."""
    down = _until(name, start, end)
    return down, down * (6 + draw(name, "up") % 12) // 100


def _until(name: str, start: datetime, end: datetime) -> int:
    first_s, last_s = (int(moment.timestamp()) - _EVENING_SHIFT_S for moment in (start, end))
    total = 0
    for day in range(first_s // DAY_S, last_s // DAY_S + 1):
        begin_s, end_s = max(first_s - day * DAY_S, 0), min(last_s - day * DAY_S, DAY_S)
        share = _share_of_day(end_s) - _share_of_day(begin_s)
        total += _bytes_of_day(name, day) * share // (_WHOLE_DAY * 3600)
    return total


def _share_of_day(second: int) -> int:
    """How much of a day has been used by a second of it, in parts of `_WHOLE_DAY * 3600`."""
    hour = min(second // 3600, 23)
    return _BEFORE_HOUR[hour] * 3600 + _BY_HOUR[hour] * (second - hour * 3600)


def _bytes_of_day(name: str, day: int) -> int:
    """2 to 18 GB on an ordinary day, more at weekends."""
    usual = 2_000_000_000 + draw(name, "usual") % 16_000_000_000
    weekend = 135 if (day + 4) % 7 in {0, 6} else 100
    return usual * (50 + draw(name, day, "much") % 110) * weekend // 10_000


def last_told(
    start: datetime, now: datetime, every_s: int, silent_from: datetime | None
) -> datetime:
    """When a running session was last told of: at its start, then at each interval."""
    until = min(now, silent_from) if silent_from else now
    passed_s = max(int((until - start).total_seconds()), 0)
    return start + timedelta(seconds=passed_s // every_s * every_s)


def outages_of(events: list[tuple[datetime, bool]]) -> tuple[tuple[datetime, datetime | None], ...]:
    """Begin and end of each outage, from what was written down: when, and whether it ended one."""
    found: list[tuple[datetime, datetime | None]] = []
    for at, is_over in sorted(events):
        if is_over and found and found[-1][1] is None:
            found[-1] = (found[-1][0], at)
        elif not is_over and (not found or found[-1][1] is not None):
            found.append((at, None))
    return tuple(found)


def newest_before(moments: list[datetime], now: datetime) -> datetime | None:
    """The last of some moments that has come."""
    moments = sorted(moments)
    place = bisect_right(moments, now)
    return moments[place - 1] if place else None
