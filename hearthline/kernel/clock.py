"""Time. Doors ask for it once per request and hand it on; rooms never ask."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings


def now() -> datetime:
    """The current time in UTC. Only doors call it; operations receive it as `now`."""
    return datetime.now(tz=UTC)


def provider_zone() -> ZoneInfo:
    """The provider's time zone: pages and billing days follow it, whatever the reader's."""
    return ZoneInfo(settings.TIME_ZONE)


def provider_date(moment: datetime) -> date:
    """The calendar day of a moment at the provider's place."""
    return moment.astimezone(provider_zone()).date()


def start_of_day(day: date) -> datetime:
    """The first moment (UTC) of a calendar day at the provider's place."""
    return datetime(day.year, day.month, day.day, tzinfo=provider_zone()).astimezone(UTC)
