"""Take over from the access system what happened: sessions, and what they used hour by hour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from hearthline.kernel import sql
from hearthline.network.adapters.access import SeenSession, access_system
from hearthline.network.errors import UnableToAskNetwork, UnableToFindConnection
from hearthline.network.models import AccessSession, Connection, SamplingCursor

log = structlog.get_logger(__name__)

_SQL = Path(__file__).parents[1] / "sql"
CURSOR = "access"
OVERLAP = timedelta(minutes=2)
"""Looked at again each time: what was on its way into the access system's tables meanwhile."""
LATE = timedelta(days=1)
"""Looked at again each hour: what routers had kept back while nobody answered them."""
FIRST_LOOK = timedelta(days=35)
"""How far back the very first run looks: this month and the one before it ended."""
MOST_SILENT = 1000
"""How many connections that have gone silent are asked about by name in one run."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What one run took over, and whether the access system answered to the end."""

    seen: int
    sessions: int
    hours: int
    access_answers: bool = True


def silent_after() -> timedelta:
    """How long a session may be unheard of before nobody knows whether it is there: 3 intervals."""
    return 3 * timedelta(seconds=settings.RADIUS_INTERIM_S)


def sample_usage(*, now: datetime) -> Sampled:
    """Take over every session that changed since the last run. May run twice, even at once.

    The access system is asked page by page with no transaction open; each page is one statement.
    A run that is killed, or isn't answered to the end, has taken over some pages; the next one
    begins where it began and skips what they said.
    """
    total = Sampled(0, 0, 0)
    if not settings.ACCESS_ADAPTER:
        return total
    try:
        for page in _changed(_reached(now), now):
            total = _sum(total, _take_over(page))
    except UnableToAskNetwork as error:
        log.warning("access system can't be sampled", error=str(error))
        return replace(total, access_answers=False)
    SamplingCursor.objects.filter(name=CURSOR, reached_at__lt=now).update(reached_at=now)
    return total


def _changed(reached_at: datetime, now: datetime) -> Iterator[Sequence[SeenSession]]:
    system = access_system()
    is_new_hour = reached_at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) <= now
    since = reached_at - (LATE if is_new_hour else OVERLAP)
    yield from system.sessions(since=since, now=now)
    if silent := _silent(now):
        # An end that was told late lies before what the runs look at.
        yield from system.sessions(since=now - FIRST_LOOK, now=now, of=silent)


def refresh_connection(*, connection_id: int, now: datetime) -> None:
    """Ask the access system about one connection right now.

    Raises:
        UnableToFindConnection: there is none.
        UnableToAskNetwork: no answer, and so nothing new is known.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise UnableToFindConnection
    newest = AccessSession.objects.filter(connection=connection).order_by("-heard_at").first()
    since = newest.heard_at - OVERLAP if newest else now - FIRST_LOOK
    for page in access_system().sessions(since=since, now=now, of=[connection.username]):
        _take_over(page)
    Connection.objects.filter(pk=connection_id).update(looked_at=now)


def _reached(now: datetime) -> datetime:
    cursor, _ = SamplingCursor.objects.get_or_create(
        name=CURSOR, defaults={"reached_at": now - FIRST_LOOK}
    )
    return cursor.reached_at


def _silent(now: datetime) -> list[str]:
    """Connections whose session should have been heard of again; the latest first."""
    found = AccessSession.objects.filter(
        ended_at__isnull=True, heard_at__lt=now - silent_after(), heard_at__gte=now - FIRST_LOOK
    ).order_by("-heard_at")
    return list(found.values_list("connection__username", flat=True)[:MOST_SILENT])


def _sum(one: Sampled, other: Sampled) -> Sampled:
    return Sampled(one.seen + other.seen, one.sessions + other.sessions, one.hours + other.hours)


def _take_over(page: Sequence[SeenSession]) -> Sampled:
    """Write one page of sessions and their usage, in one statement under one lock."""
    if not page:
        return Sampled(0, 0, 0)
    with transaction.atomic():
        # Two that take over the same session must not both count it.
        sql.select("SELECT pg_advisory_xact_lock(hashtextextended('network.sampling', 0))")
        row = sql.run(
            _SQL / "add_seen_sessions.sql",
            {
                "keys": [seen.key for seen in page],
                "usernames": [seen.username for seen in page],
                "started": [seen.started_at for seen in page],
                "heard": [seen.heard_at for seen in page],
                "ended": [seen.ended_at for seen in page],
                "causes": [seen.end_cause for seen in page],
                "addresses": [seen.address or None for seen in page],
                "routers": [seen.router for seen in page],
                "down": [seen.down_bytes for seen in page],
                "up": [seen.up_bytes for seen in page],
                "zone": settings.TIME_ZONE,
            },
        )[0]
    return Sampled(len(page), row["sessions"], row["hours"])
