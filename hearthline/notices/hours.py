"""When a message may go: quiet hours that people chose, and nights for text messages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hearthline.kernel.clock import provider_zone

NIGHT = (21, 8)
"""Text messages that nobody waits for don't come at night, whoever chose nothing."""


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's quiet hours on the provider's clock; none if `from_hour` is None."""

    from_hour: int | None = None
    until_hour: int | None = None
    outage_texts_at_night: bool = False


def may_go_at(*, now: datetime, channel: str, hours: Hours, is_outage: bool) -> datetime | None:
    """The moment until which a message is held back, or None if it may go at once.

    Where quiet hours and the night leave no hour of the day, it goes when the second of them ends.
    """
    if channel == "sms" and is_outage and hours.outage_texts_at_night:
        return None
    windows = [NIGHT] if channel == "sms" else []
    if hours.from_hour is not None and hours.until_hour is not None:
        windows.append((hours.from_hour, hours.until_hour))
    at = now
    for first, last in windows * 2:
        at = _after(at, first, last)
    return None if at == now else at


def _after(at: datetime, from_hour: int, until_hour: int) -> datetime:
    """The same moment, or the end of the hours it lies in."""
    local = at.astimezone(provider_zone())
    day = local.date()
    over_midnight = from_hour > until_hour
    if over_midnight and local.hour >= from_hour:
        day += timedelta(days=1)
    elif not (local.hour < until_hour and (over_midnight or local.hour >= from_hour)):
        return at
    return datetime.combine(day, time(until_hour), provider_zone()).astimezone(at.tzinfo)
