"""Traffic for the demo's access router: each line connects, uses something, and comes back.

What a real access router tells by itself: Start, Interim-Update, Stop. Told by RADIUS accounting to
the access system, so that everything after that is real.
"""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from pyrad.client import Client, Timeout

from hearthline.cli.radius.configuration import Place
from hearthline.network.adapters.access.radius.routers import dictionary
from hearthline.network.adapters.access.simulated.life import draw

ROUTER = "127.0.0.1"
BACK_AFTER_S = 4.0
_START_A_SECOND = 40
"""Lines connect one after the other, so that a first minute doesn't drop their packets."""


@dataclass(slots=True)
class Line:
    """A line as the access router has it."""

    username: str
    session: str = ""
    begun_at: float = 0.0
    tell_at: float = 0.0
    sent_bytes: int = 0
    received_bytes: int = 0


@dataclass
class Traffic:
    """Goes on with `step`; `interim_s` is how often each line is told of."""

    place: Place
    interim_s: int
    lines: dict[str, Line] = field(default_factory=dict)
    _begun: int = field(default_factory=lambda: int(time.time()))
    _number: int = 0
    _log_id: int = 0

    def connect(self, usernames: list[str]) -> None:
        """Have lines that aren't known yet connect, soon."""
        now = time.time()
        new = [name for name in usernames if name not in self.lines]
        for place, username in enumerate(new):
            self.lines[username] = Line(username, tell_at=now + place / _START_A_SECOND)

    def begin(self) -> None:
        """Close whatever an earlier run left open, as a router says when it is switched on."""
        with psycopg.connect(self.place.url, autocommit=True) as connection:
            connection.execute(
                "UPDATE radacct SET acctstoptime = greatest(acctupdatetime, acctstarttime),"
                " acctterminatecause = 'NAS-Reboot' WHERE acctstoptime IS NULL"
            )
            row = connection.execute("SELECT coalesce(max(id), 0) FROM router_log").fetchone()
            self._log_id = int(row[0]) if row else 0

    def step(self) -> None:
        """Tell what is due, and end the sessions that the router was told to end."""
        now = time.time()
        for line in self._to_end():
            self._tell(line, "Stop", Acct_Terminate_Cause="Admin-Reset")
            line.session, line.tell_at = "", now + BACK_AFTER_S
        for line in self.lines.values():
            if line.tell_at > now:
                continue
            if line.session:
                self._use(line)
                self._tell(line, "Interim-Update")
            else:
                self._begin_session(line, now)
            line.tell_at = now + self.interim_s

    def _to_end(self) -> list[Line]:
        with psycopg.connect(self.place.url, autocommit=True) as connection:
            rows = connection.execute(
                "SELECT id, username, session FROM router_log"
                " WHERE id > %s AND kind = 'Disconnect-Request' ORDER BY id",
                [self._log_id],
            ).fetchall()
        found = []
        for log_id, username, session in rows:
            self._log_id = max(self._log_id, log_id)
            line = self.lines.get(username)
            if line is not None and line.session == session:
                found.append(line)
        return found

    def _begin_session(self, line: Line, now: float) -> None:
        self._number += 1
        line.session = f"{self._begun:x}-{self._number:x}"
        line.begun_at = now
        line.sent_bytes = line.received_bytes = 0
        self._tell(line, "Start")

    def _use(self, line: Line) -> None:
        usual = 200_000 + draw(line.username) % 2_000_000
        line.received_bytes += usual * self.interim_s
        line.sent_bytes += usual * self.interim_s // 9

    def _tell(self, line: Line, kind: str, **more: Any) -> None:
        client = Client(
            ROUTER,
            acctport=self.place.acct_port,
            secret=self.place.secret.encode(),
            dict=dictionary(),
            retries=2,
            timeout=1,
        )
        request = client.CreateAcctPacket(
            User_Name=line.username,
            Acct_Status_Type=kind,
            Acct_Session_Id=line.session,
            NAS_IP_Address=ROUTER,
            Framed_IP_Address=f"100.64.{draw(line.username) % 250}.{draw(line.session) % 250 + 1}",
            Acct_Session_Time=int(time.time() - line.begun_at),
            Event_Timestamp=int(time.time()),
            Acct_Output_Octets=line.received_bytes % 2**32,
            Acct_Output_Gigawords=line.received_bytes // 2**32,
            Acct_Input_Octets=line.sent_bytes % 2**32,
            Acct_Input_Gigawords=line.sent_bytes // 2**32,
            **more,
        )
        try:
            client.SendPacket(request)
        except Timeout:
            return  # the next update says it all again
        finally:
            client._CloseSocket()  # noqa: SLF001 - it has no other way


def folder_of(data_dir: Path) -> Path:
    """Where the demo's FreeRADIUS lies."""
    return data_dir / "radius"
