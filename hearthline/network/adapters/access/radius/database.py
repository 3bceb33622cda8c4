"""FreeRADIUS's own database: sessions and refusals read, groups written.

The columns are those of FreeRADIUS 3's schema for PostgreSQL. Input octets are what the router
received, the customer's upload; output octets are the customer's download.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from hearthline.network.adapters.access import Refusal, SeenSession
from hearthline.network.end_causes import OF_RADIUS
from hearthline.network.errors import NetworkRefused, NetworkUnavailable

PAGE = 5000
MOST_REFUSALS = 100
_COLUMNS = """
    radacctid, acctuniqueid, acctsessionid, username, host(nasipaddress) AS router,
    acctstarttime, coalesce(acctupdatetime, acctstarttime) AS heard_at, acctstoptime,
    acctterminatecause, host(framedipaddress) AS address,
    coalesce(acctoutputoctets, 0) AS down_bytes, coalesce(acctinputoctets, 0) AS up_bytes
"""


@dataclass(frozen=True, slots=True)
class Live:
    """An open session as its router knows it."""

    session_id: str
    router: str
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class RadiusDatabase:
    """Asks with a time-out on connecting and on each statement; no connection is kept."""

    url: str
    timeout_s: float

    @contextmanager
    def _cursor(self) -> Iterator["psycopg.Cursor[dict[str, Any]]"]:
        milliseconds = int(self.timeout_s * 1000)
        try:
            with psycopg.connect(
                self.url,
                connect_timeout=max(2, int(self.timeout_s)),  # libpq takes two for the least
                options=f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}",
                application_name="hearthline",
                row_factory=dict_row,
            ) as connection:
                yield connection.cursor()
        except psycopg.OperationalError as error:
            raise NetworkUnavailable(f"RADIUS database: {type(error).__name__}") from error
        except psycopg.Error as error:
            raise NetworkRefused(f"RADIUS database: {type(error).__name__}") from error

    def changed(self, since: datetime, now: datetime) -> Iterator[list[SeenSession]]:
        """Sessions by their last update, page by page, each page a question of its own."""
        after: tuple[datetime, int] = (since, 0)
        while True:
            with self._cursor() as cursor:
                cursor.execute(
                    f"SELECT {_COLUMNS}, acctupdatetime FROM radacct"  # noqa: S608 - our columns
                    " WHERE (acctupdatetime, radacctid) > (%s, %s) AND acctstarttime IS NOT NULL"
                    " ORDER BY acctupdatetime, radacctid LIMIT %s",
                    [*after, PAGE],
                )
                found = cursor.fetchall()
            if found:
                yield [_seen(row, now) for row in found]
            if len(found) < PAGE:
                return
            after = (found[-1]["acctupdatetime"], found[-1]["radacctid"])

    def of(self, usernames: Collection[str], since: datetime, now: datetime) -> list[SeenSession]:
        """Open sessions of these usernames, and those that ended since."""
        with self._cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM radacct"  # noqa: S608 - our columns
                " WHERE username = ANY(%s) AND acctstarttime IS NOT NULL"
                " AND (acctstoptime IS NULL OR acctstoptime >= %s)"
                " ORDER BY acctstarttime DESC LIMIT %s",
                [list(usernames), since, PAGE],
            )
            return [_seen(row, now) for row in cursor.fetchall()]

    def live(self, username: str) -> list[Live]:
        """The open sessions of a username, newest first."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT acctsessionid, host(nasipaddress) AS router,"
                " coalesce(acctupdatetime, acctstarttime) AS heard_at FROM radacct"
                " WHERE username = %s AND acctstoptime IS NULL AND acctstarttime IS NOT NULL"
                " ORDER BY acctstarttime DESC LIMIT 5",
                [username],
            )
            return [
                Live(row["acctsessionid"], row["router"], row["heard_at"])
                for row in cursor.fetchall()
            ]

    def refusals(self, username: str, since: datetime) -> tuple[Refusal, ...]:
        """When this username was turned away, newest first."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT authdate FROM radpostauth WHERE username = %s AND authdate >= %s"
                " AND reply = 'Access-Reject' ORDER BY authdate DESC LIMIT %s",
                [username, since, MOST_REFUSALS],
            )
            return tuple(Refusal(row["authdate"]) for row in cursor.fetchall())

    def groups(self, usernames: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The groups of these usernames, those that count first."""
        with self._cursor() as cursor:
            cursor.execute(
                "SELECT username, array_agg(groupname ORDER BY priority, id) AS groups"
                " FROM radusergroup WHERE username = ANY(%s) GROUP BY username",
                [list(usernames)],
            )
            return {row["username"]: tuple(row["groups"]) for row in cursor.fetchall()}

    def put_group(self, username: str, group: str) -> list[tuple[str, str]]:
        """Make `group` the only one of a username; what its members are told at sign-in."""
        with self._cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [username])
            cursor.execute(
                "DELETE FROM radusergroup WHERE username = %s AND groupname <> %s",
                [username, group],
            )
            cursor.execute(
                "INSERT INTO radusergroup (username, groupname, priority) SELECT %s, %s, 1"
                " WHERE NOT EXISTS (SELECT FROM radusergroup WHERE username = %s)",
                [username, group, username],
            )
            cursor.execute(
                "SELECT attribute, value FROM radgroupreply WHERE groupname = %s ORDER BY id",
                [group],
            )
            return [(row["attribute"], row["value"]) for row in cursor.fetchall()]

    def secret_of(self, router: str) -> str:
        """What a router shares with us, if the table `nas` knows it; else empty."""
        with self._cursor() as cursor:
            cursor.execute("SELECT secret FROM nas WHERE nasname = %s LIMIT 1", [router])
            found = cursor.fetchone()
            return found["secret"] if found else ""


def _seen(row: dict[str, Any], now: datetime) -> SeenSession:
    # A router whose clock is ahead says things from the future; they were heard at latest now.
    return SeenSession(
        key=row["acctuniqueid"],
        username=row["username"] or "",
        started_at=min(row["acctstarttime"], now),
        heard_at=min(row["heard_at"], now),
        ended_at=min(row["acctstoptime"], now) if row["acctstoptime"] else None,
        end_cause=OF_RADIUS.get(row["acctterminatecause"] or "", ""),
        address=row["address"] or "",
        router=row["router"],
        down_bytes=max(row["down_bytes"], 0),
        up_bytes=max(row["up_bytes"], 0),
    )
