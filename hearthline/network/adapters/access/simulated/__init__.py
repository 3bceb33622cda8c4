"""A pretend network for the demo: deterministic, honours restarts and groups."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from hearthline.network.adapters.access import Moved, Refusal, SeenSession
from hearthline.network.adapters.access.simulated.life import (
    Fate,
    carried,
    draw,
    last_told,
    newest_before,
    outages_of,
    stretches,
)
from hearthline.network.errors import NetworkUnavailable
from hearthline.network.models import Connection, SimulatedEvent

Kind = SimulatedEvent.Kind
_PAGE = 2000


class SimulatedAccess:
    """Lives on the connections that there are and on what `SimulatedEvent` says happened."""

    name = "simulated"

    def sessions(
        self, *, since: datetime, now: datetime, of: Collection[str] | None = None
    ) -> Iterator[list[SeenSession]]:
        """As the Protocol says."""
        connections = Connection.objects.all()
        if of is not None:
            connections = connections.filter(username__in=of)
        found = [
            seen
            for username, fate in _fates(connections, now)
            for seen in _sessions(username, fate, since, now)
            if of is not None or seen.heard_at >= since
        ]
        for start in range(0, len(found), _PAGE):
            yield found[start : start + _PAGE]

    def groups(self, of: Collection[str]) -> dict[str, tuple[str, ...]]:
        """As the Protocol says."""
        told = SimulatedEvent.objects.filter(kind=Kind.GROUP, subject__in=of).order_by("at", "pk")
        return {subject: (group,) for subject, group in told.values_list("subject", "value")}

    def refusals_of(self, username: str, *, since: datetime, now: datetime) -> tuple[Refusal, ...]:
        """A line that flaps is turned away now and then when it comes back."""
        ends = [
            seen.ended_at
            for _, fate in _fates(Connection.objects.filter(username=username), now)
            if fate.flaps_from
            for seen in _sessions(username, fate, since, now)
            if seen.ended_at and draw(username, seen.ended_at, "refused") % 2
        ]
        return tuple(Refusal(at) for at in sorted(ends, reverse=True))

    def put_group(self, username: str, group: str, *, now: datetime) -> Moved:
        """As the Protocol says; its routers all take on a new group while a session runs."""
        groups = SimulatedEvent.objects.filter(subject=username, kind=Kind.GROUP)
        newest = groups.order_by("-at", "-pk").first()
        if newest is None or newest.value != group:
            SimulatedEvent.objects.create(subject=username, kind=Kind.GROUP, value=group, at=now)
        return "changed" if self._live(username, now) else "nothing_live"

    def disconnect(self, username: str, *, now: datetime) -> int:
        """As the Protocol says; a line that has gone silent doesn't answer."""
        live = self._live(username, now)
        if live:
            SimulatedEvent.objects.create(subject=username, kind=Kind.RESTART, at=now)
        return live

    def _live(self, username: str, now: datetime) -> int:
        for _, fate in _fates(Connection.objects.filter(username=username), now):
            if fate.silent_from:
                raise NetworkUnavailable("this line's router does not answer")
        pages = self.sessions(since=now, now=now, of=[username])
        return sum(seen.ended_at is None for page in pages for seen in page)


def happen(kind: str, subjects: Collection[str], *, at: datetime, value: str = "") -> None:
    """Let something happen to lines (by username) or nodes (by code): a `SimulatedEvent.Kind`."""
    SimulatedEvent.objects.bulk_create(
        [
            SimulatedEvent(kind=Kind(kind), subject=subject, at=at, value=value)
            for subject in subjects
        ]
    )


def _fates(connections: Any, now: datetime) -> Iterable[tuple[str, Fate]]:
    """Each connection's username, and what was done to it until now. Two queries."""
    rows = list(connections.order_by("pk").values_list("username", "node__code", "created_at"))
    subjects = {subject for row in rows for subject in row[:2] if subject}
    events: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    told = SimulatedEvent.objects.filter(at__lte=now).exclude(kind=Kind.GROUP)
    if len(rows) == 1:
        told = told.filter(subject__in=subjects)
    for subject, kind, at in told.values_list("subject", "kind", "at"):
        events[subject, kind].append(at)
    for username, node, created_at in rows:
        outages = [(at, False) for at in events[node or "", Kind.OUTAGE]]
        outages += [(at, True) for at in events[node or "", Kind.OUTAGE_OVER]]
        yield (
            username,
            Fate(
                begins_at=created_at,
                restarts=tuple(events[username, Kind.RESTART]),
                outages=outages_of(outages),
                flaps_from=newest_before(events[username, Kind.FLAPS], now),
                silent_from=newest_before(events[username, Kind.SILENT], now),
            ),
        )


def _sessions(username: str, fate: Fate, since: datetime, now: datetime) -> Iterator[SeenSession]:
    """Nothing is heard of a line once it is silent, not even that it ended or began anew."""
    until = min(now, fate.silent_from) if fate.silent_from else now
    for stretch in stretches(username, fate, since, until):
        heard_at = stretch.end or last_told(
            stretch.start, now, settings.RADIUS_INTERIM_S, fate.silent_from
        )
        down_bytes, up_bytes = carried(username, stretch.start, heard_at)
        yield SeenSession(
            key=f"simulated-{draw(username):08x}-{int(stretch.start.timestamp())}",
            username=username,
            started_at=stretch.start,
            heard_at=heard_at,
            ended_at=stretch.end,
            end_cause=stretch.cause,
            address=f"203.0.113.{draw(username, stretch.start) % 254 + 1}",
            router="192.0.2.1",
            down_bytes=down_bytes,
            up_bytes=up_bytes,
        )
