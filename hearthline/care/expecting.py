"""When a ticket should be answered: hours of ours in which somebody is there."""

from datetime import datetime

from django.conf import settings

from hearthline.kernel.opening_times import (
    OpeningTimes,
    UnableToReadOpeningTimes,
    read_opening_times,
)

_HOURS_OTHERWISE = 10
"""For a topic that TICKET_REPLY_HOURS doesn't name."""


def opening_times() -> OpeningTimes | None:
    """When somebody is there; None where PROVIDER_HOURS is a text that only people can read."""
    try:
        times = read_opening_times(settings.PROVIDER_HOURS, settings.PROVIDER_CLOSED_DATES)
    except UnableToReadOpeningTimes:
        return None
    return times if any(times.spans) else None


def reply_expected_by(*, topic: str, now: datetime) -> datetime:
    """The moment by which somebody answers a ticket that comes in now."""
    hours = settings.TICKET_REPLY_HOURS.get(topic, _HOURS_OTHERWISE)
    times = opening_times() or read_opening_times("Mon-Sun 0-24")
    return times.after(now, hours)
