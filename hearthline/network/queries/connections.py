"""Connections: which there are, and whether they are on as far as we know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from hearthline.kernel.sql import select
from hearthline.network.errors import UnableToFindConnection
from hearthline.network.models import AccessSession, SamplingCursor
from hearthline.network.operations.sampling import CURSOR, silent_after

State = Literal["online", "offline", "unknown"]


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """A connection that an account has. Speeds in megabits a second, where its plan says them."""

    id: int
    service_identifier: str
    username: str
    group: str
    is_restricted: bool
    node_name: str
    plan_name: str
    download_mbps: int | None
    upload_mbps: int | None
    allowance_bytes: int | None


@dataclass(frozen=True, slots=True)
class ConnectionNow:
    """A connection as we know it at this moment.

    `online` and `offline` only when the access system said so lately; else `unknown`. `since_at`
    is when it went on or off, or when it was last heard of; None if it never was.
    """

    line: ConnectionLine
    state: State
    since_at: datetime | None
    last_heard_at: datetime | None
    address: str
    end_cause: str

    @property
    def download_mbps(self) -> int | None:
        """What its plan says."""
        return self.line.download_mbps

    @property
    def upload_mbps(self) -> int | None:
        """What its plan says."""
        return self.line.upload_mbps


# A group is a speed profile, so its plans agree about speed; of allowances the largest counts.
_LINES = """
    SELECT connection.id, connection.service_identifier, connection.username,
           connection."group", connection.is_restricted, coalesce(node.name, '') AS node_name,
           coalesce(plan.name, '') AS plan_name, plan.download_mbps, plan.upload_mbps,
           plan.allowance_gb * 1000000000::bigint AS allowance_bytes
      FROM network_connection AS connection
      LEFT JOIN network_node AS node ON node.id = connection.node_id
      LEFT JOIN LATERAL (
          SELECT * FROM catalog_plan
           WHERE kind = 'internet' AND access_group = connection."group" AND access_group <> ''
           ORDER BY allowance_gb DESC NULLS FIRST, is_offered DESC, id LIMIT 1
      ) AS plan ON true
     WHERE connection.account_id = %(account_id)s AND connection.ended_at IS NULL
     ORDER BY connection.id
"""


def connections_of(account_id: int) -> tuple[ConnectionLine, ...]:
    """The connections of an account that are in service. One query."""
    return tuple(ConnectionLine(**row) for row in select(_LINES, {"account_id": account_id}))


def connection_of(account_id: int, connection_id: int) -> ConnectionLine:
    """One connection of an account.

    Raises:
        UnableToFindConnection: the account has no such connection.
    """
    for line in connections_of(account_id):
        if line.id == connection_id:
            return line
    raise UnableToFindConnection


def connection_now(account_id: int, connection_id: int, now: datetime) -> ConnectionNow:
    """Whether a connection is on, from what was last sampled; asks nobody.

    Raises:
        UnableToFindConnection: the account has no such connection.
    """
    line = connection_of(account_id, connection_id)
    newest = (
        AccessSession.objects.filter(connection_id=connection_id)
        .select_related("connection")
        .order_by("-started_at", "-pk")
        .first()
    )
    if newest is None:
        return ConnectionNow(line, "unknown", None, None, "", "")
    oldest_news = now - silent_after()
    state: State
    if newest.ended_at is None:
        state = "online" if newest.heard_at >= oldest_news else "unknown"
        since_at = newest.started_at if state == "online" else newest.heard_at
    else:
        state = "offline" if _looked_at(newest) >= oldest_news else "unknown"
        since_at = newest.ended_at if state == "offline" else newest.heard_at
    return ConnectionNow(
        line=line,
        state=state,
        since_at=since_at,
        last_heard_at=newest.heard_at,
        address=(newest.address or "") if state == "online" else "",
        end_cause=newest.end_cause,
    )


def _looked_at(session: AccessSession) -> datetime:
    """When the access system last answered about this connection, one way or the other."""
    cursor = SamplingCursor.objects.filter(name=CURSOR).first()
    times = [session.heard_at, session.connection.looked_at, cursor.reached_at if cursor else None]
    return max(time for time in times if time is not None)
