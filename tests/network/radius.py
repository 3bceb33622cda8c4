"""A real FreeRADIUS on the suite's PostgreSQL, and a second one that plays the access router.

Both run from a temporary folder as an ordinary user. The first one has FreeRADIUS's own schema and
queries; the second notes each CoA and Disconnect, and answers as the test says. What routers tell
by themselves (accounting) is sent by `Router`, with the times of the test.
"""

import contextlib
import socket
import subprocess  # noqa: TC003 - for readers as well
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from pyrad import packet
from pyrad.client import Client

from hearthline.cli.radius.configuration import (
    ROLES,
    WALLED_GARDEN,
    Place,
    furnish,
    is_ready,
    start,
    write,
)
from hearthline.network.adapters.access.radius.routers import dictionary

SECRET = "between-router-and-radius"
PASSWORD = "its-router-knows"
__all__ = ["COA_SECRET", "WALLED_GARDEN", "Radius", "Router", "running"]

COA_SECRET = "between-router-and-us"
GROUPS = {
    "home-300": [("Filter-Id", "home-300"), ("Mikrotik-Rate-Limit", "100M/300M")],
    "home-600": [("Filter-Id", "home-600"), ("Mikrotik-Rate-Limit", "300M/600M")],
    WALLED_GARDEN: [("Filter-Id", "pay-page-only"), ("Mikrotik-Rate-Limit", "1M/1M")],
}


def free_ports(count: int) -> list[int]:
    """UDP ports that nobody listens on."""
    with contextlib.ExitStack() as tried:
        found = []
        for _ in range(count):
            one = tried.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            one.bind(("127.0.0.1", 0))
            found.append(int(one.getsockname()[1]))
        return found


@dataclass
class Radius:
    """FreeRADIUS and its access router, running."""

    place: Place

    @property
    def url(self) -> str:
        return self.place.url

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def begin_anew(self) -> None:
        """As if nobody had ever connected."""
        for table in ("radacct", "radpostauth", "radusergroup", "radcheck", "router_log"):
            self.rows(f"DELETE FROM {table}")
        self.answers()

    def add_user(self, username: str, password: str = PASSWORD) -> None:
        self.rows(
            "INSERT INTO radcheck (username, attribute, op, value)"
            " VALUES (%s, 'Cleartext-Password', ':=', %s)",
            username,
            password,
        )

    def answers(self, **kinds: str) -> None:
        """How the access router answers: `coa="no"`, `disconnect="silent"`, `gone`, or yes."""
        self.rows("DELETE FROM router_answer")
        names = {"coa": "CoA-Request", "disconnect": "Disconnect-Request"}
        for kind, answer in kinds.items():
            self.rows("INSERT INTO router_answer VALUES (%s, %s)", names[kind], answer)

    def told(self) -> list[tuple[str, str, str, str]]:
        """What the access router was told: kind, username, session, filter."""
        return [
            (row[0], row[1], row[2], row[3])
            for row in self.rows(
                "SELECT kind, username, session, filter FROM router_log ORDER BY id"
            )
        ]

    def sign_in(self, username: str, password: str = PASSWORD) -> dict[str, Any] | None:
        """What a router is told when a customer's router connects; None if it is turned away."""
        client = Client(
            "127.0.0.1",
            authport=self.place.auth_port,
            secret=SECRET.encode(),
            dict=dictionary(),
            retries=2,
            timeout=3,
        )
        request = client.CreateAuthPacket(User_Name=username, NAS_IP_Address="127.0.0.1")
        request["User-Password"] = request.PwCrypt(password)
        answer = client.SendPacket(request)
        if answer.code != packet.AccessAccept:
            return None
        return {name: answer[name][0] for name in answer.keys() if isinstance(name, str)}  # noqa: SIM118


@dataclass
class Router:
    """Tells FreeRADIUS about sessions, as an access router does."""

    radius: Radius
    address: str = "127.0.0.1"

    def start(self, username: str, session: str, at: datetime, ip: str = "100.64.0.7") -> None:
        self._tell("Start", username, session, at, Framed_IP_Address=ip)

    def update(
        self, username: str, session: str, at: datetime, *, down: int, up: int, **more: Any
    ) -> None:
        self._tell("Interim-Update", username, session, at, **_octets(down, up), **more)

    def stop(
        self,
        username: str,
        session: str,
        at: datetime,
        *,
        down: int = 0,
        up: int = 0,
        cause: str = "Lost-Carrier",
    ) -> None:
        more = {**_octets(down, up), "Acct_Terminate_Cause": cause}
        self._tell("Stop", username, session, at, **more)

    def _tell(self, kind: str, username: str, session: str, at: datetime, **more: Any) -> None:
        client = Client(
            "127.0.0.1",
            acctport=self.radius.place.acct_port,
            secret=SECRET.encode(),
            dict=dictionary(),
            retries=3,
            timeout=2,
        )
        request = client.CreateAcctPacket(
            User_Name=username,
            Acct_Status_Type=kind,
            Acct_Session_Id=session,
            NAS_IP_Address=self.address,
            Event_Timestamp=int(at.timestamp()),
            **{"Framed_IP_Address": "100.64.0.7", **more},
        )
        client.SendPacket(request)


def _octets(down: int, up: int) -> dict[str, int]:
    """The router's own words: its output is what the customer receives; 4 GiB at a time."""
    return {
        "Acct_Output_Octets": down % 2**32,
        "Acct_Output_Gigawords": down // 2**32,
        "Acct_Input_Octets": up % 2**32,
        "Acct_Input_Gigawords": up // 2**32,
    }


@contextlib.contextmanager
def running(cluster: Path, name: str) -> Iterator[Radius]:
    """Start both on a database of their own on the suite's server."""
    from hearthline.kernel import postgres
    from hearthline.kernel.postgres.places import existing_user

    server = postgres.start(cluster, durable=False)
    postgres.drop_database(server, name)
    postgres.create_database(server, name)
    user = existing_user(cluster)
    assert user is not None
    with tempfile.TemporaryDirectory(prefix="hl-radius-") as folder:
        place = Place(Path(folder), server.socket_dir, name, SECRET, COA_SECRET, *free_ports(3))
        furnish(place.url, [(group, *told) for group in GROUPS for told in GROUPS[group]])
        write(place, user)
        processes: list[subprocess.Popen[bytes]] = []
        try:
            for role in ROLES:
                processes.append(start(place, role, user))
                _wait(place, role, processes[-1])
            yield Radius(place)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(10)
            postgres.drop_database(server, name)


def _wait(place: Place, role: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while not is_ready(place, role):
        time.sleep(0.02)
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((place.folder / f"{role}.log").read_text())
