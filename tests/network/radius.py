"""A real FreeRADIUS on the suite's PostgreSQL, and a second one that plays the access router.

Both run from a temporary folder as an ordinary user. The first one has FreeRADIUS's own schema and
queries; the second notes each CoA and Disconnect, and answers as the test says. What routers tell
by themselves (accounting) is sent by `Router`, with the times of the test.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from pyrad import packet
from pyrad.client import Client

from hearthline.network.adapters.access.radius.routers import dictionary

PACKAGED = Path("/etc/freeradius/3.0/mods-config/sql/main/postgresql")
SECRET = "between-router-and-radius"
PASSWORD = "its-router-knows"
COA_SECRET = "between-router-and-us"
WALLED_GARDEN = "walled-garden"
GROUPS = {
    "home-300": [("Filter-Id", "home-300"), ("Mikrotik-Rate-Limit", "100M/300M")],
    "home-600": [("Filter-Id", "home-600"), ("Mikrotik-Rate-Limit", "300M/600M")],
    WALLED_GARDEN: [("Filter-Id", "pay-page-only"), ("Mikrotik-Rate-Limit", "1M/1M")],
}

_BASE = r"""
name = {name}
prefix = {folder}
logdir = {folder}
raddbdir = {folder}
run_dir = {folder}
pidfile = {folder}/{name}.pid
dictionary = /usr/share/freeradius
max_request_time = 5
cleanup_delay = 1
log {{
    destination = stdout
    auth = no
}}
security {{
    allow_core_dumps = no
}}
thread pool {{
    start_servers = 2
    max_servers = 4
    min_spare_servers = 1
    max_spare_servers = 3
}}
modules {{
    expr {{
    }}
    always ok {{
        rcode = ok
    }}
    always reject {{
        rcode = reject
    }}
    pap {{
    }}
    sql {{
        driver = "rlm_sql_postgresql"
        dialect = "postgresql"
        radius_db = "host={socket} port=5432 dbname={database} user=hearthline_owner"
        acct_table1 = "radacct"
        acct_table2 = "radacct"
        postauth_table = "radpostauth"
        authcheck_table = "radcheck"
        groupcheck_table = "radgroupcheck"
        authreply_table = "radreply"
        groupreply_table = "radgroupreply"
        usergroup_table = "radusergroup"
        client_table = "nas"
        group_attribute = "SQL-Group"
        read_groups = yes
        read_clients = no
        delete_stale_sessions = yes
        pool {{
            start = 1
            min = 1
            max = 4
            spare = 1
            uses = 0
            lifetime = 0
            idle_timeout = 60
        }}
        $INCLUDE {folder}/queries.conf
    }}
}}
"""
_MAIN = r"""
client localhost {{
    ipaddr = 127.0.0.1
    secret = {secret}
}}
server main {{
    listen {{
        type = auth
        ipaddr = 127.0.0.1
        port = {auth_port}
    }}
    listen {{
        type = acct
        ipaddr = 127.0.0.1
        port = {acct_port}
    }}
    authorize {{
        sql
        pap
    }}
    authenticate {{
        Auth-Type PAP {{
            pap
        }}
    }}
    preacct {{
        update request {{
            &Acct-Unique-Session-Id := \
                "%{{md5:%{{User-Name}},%{{Acct-Session-Id}},%{{NAS-IP-Address}}}}"
        }}
    }}
    accounting {{
        sql
    }}
    post-auth {{
        sql
        Post-Auth-Type REJECT {{
            sql
        }}
    }}
}}
"""
_ROUTER = r"""
client hearthline {{
    ipaddr = 127.0.0.1
    secret = {coa_secret}
}}
server router {{
    listen {{
        type = coa
        ipaddr = 127.0.0.1
        port = {coa_port}
    }}
    recv-coa {{
        update control {{
            Tmp-String-0 := "%{{sql:INSERT INTO router_log \
                (kind, username, session, filter, rate) VALUES ('%{{Packet-Type}}', \
                '%{{User-Name}}', '%{{Acct-Session-Id}}', '%{{Filter-Id}}', \
                '%{{Mikrotik-Rate-Limit}}')}}"
            Tmp-String-1 := "%{{sql:SELECT answer FROM router_answer \
                WHERE kind = '%{{Packet-Type}}'}}"
        }}
        if (&control:Tmp-String-1 == "silent") {{
            update control {{
                &Response-Packet-Type := Do-Not-Respond
            }}
        }}
        elsif (&control:Tmp-String-1 == "gone") {{
            update reply {{
                &Error-Cause := Session-Context-Not-Found
            }}
            reject
        }}
        elsif (&control:Tmp-String-1 == "no") {{
            update reply {{
                &Error-Cause := Administratively-Prohibited
            }}
            reject
        }}
        else {{
            ok
        }}
    }}
    send-coa {{
        ok
    }}
}}
"""


def _packaged(name: str) -> str:
    """A file of FreeRADIUS's own; only some may read it, and sudo may help (as on a CI machine)."""
    path = PACKAGED / name
    try:
        return path.read_text()
    except PermissionError:
        return subprocess.run(
            ["sudo", "-n", "cat", path], capture_output=True, text=True, check=True
        ).stdout


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

    folder: Path
    database: str
    url: str
    auth_port: int
    acct_port: int
    coa_port: int
    processes: "list[subprocess.Popen[str]]" = field(default_factory=list)

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
            authport=self.auth_port,
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
            acctport=self.radius.acct_port,
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

    program = shutil.which("freeradius") or shutil.which("radiusd") or "/usr/sbin/freeradius"
    if not Path(program).exists():
        raise RuntimeError("FreeRADIUS is missing: scripts/os-packages installs it.")
    server = postgres.start(cluster, durable=False)
    postgres.drop_database(server, name)
    postgres.create_database(server, name)
    url = f"postgresql://hearthline_owner@/{name}?host={server.socket_dir}"
    _furnish(url)
    user = existing_user(cluster)
    assert user is not None
    with tempfile.TemporaryDirectory(prefix="hl-radius-") as place:
        folder = Path(place)
        auth_port, acct_port, coa_port = free_ports(3)
        radius = Radius(folder, name, url, auth_port, acct_port, coa_port)
        _write(radius, str(server.socket_dir), user.uid)
        try:
            for which in ("main", "router"):
                radius.processes.append(_start(program, folder, which, user))
            yield radius
        finally:
            for process in radius.processes:
                process.terminate()
            for process in radius.processes:
                process.wait(10)
            postgres.drop_database(server, name)


def _furnish(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_packaged("schema.sql").encode())
        connection.execute(
            "CREATE TABLE router_log (id bigserial, kind text, username text, session text,"
            " filter text, rate text, at timestamptz DEFAULT clock_timestamp());"
            "CREATE TABLE router_answer (kind text, answer text);"
            # docs/network.md asks for these two.
            "CREATE INDEX radacct_username ON radacct (username, acctstarttime);"
            "CREATE INDEX radacct_updated ON radacct (acctupdatetime, radacctid);"
        )
        for group, replies in GROUPS.items():
            for attribute, value in replies:
                connection.execute(
                    "INSERT INTO radgroupreply (groupname, attribute, op, value)"
                    " VALUES (%s, %s, ':=', %s)",
                    [group, attribute, value],
                )


def _write(radius: Radius, socket_dir: str, uid: int) -> None:
    folder = radius.folder
    words = {
        "folder": folder,
        "socket": socket_dir,
        "database": radius.database,
        "secret": SECRET,
        "coa_secret": COA_SECRET,
        "auth_port": radius.auth_port,
        "acct_port": radius.acct_port,
        "coa_port": radius.coa_port,
    }
    (folder / "queries.conf").write_text(_packaged("queries.conf"))
    for which, rest in (("main", _MAIN), ("router", _ROUTER)):
        text = (_BASE + rest).format(name=which, **words)
        (folder / f"{which}.conf").write_text(text)
    (folder / "dictionary").write_text("$INCLUDE /usr/share/freeradius/dictionary\n")
    for path in (folder, *folder.iterdir()):
        os.chown(path, uid, -1)
        path.chmod(0o700 if path.is_dir() else 0o600)


def _start(program: str, folder: Path, which: str, user: Any) -> "subprocess.Popen[str]":
    other: dict[str, Any] = {}
    if os.getuid() == 0:
        other = {"user": user.uid, "group": user.gid, "extra_groups": []}
    log = folder / f"{which}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [program, "-f", "-d", str(folder), "-n", which, "-l", "stdout"],
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder)},
            **other,
        )
    until = time.monotonic() + 20
    while "Ready to process requests" not in log.read_text():
        time.sleep(0.02)
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise RuntimeError(f"FreeRADIUS ({which}) did not start:\n{log.read_text()}")
    return process
