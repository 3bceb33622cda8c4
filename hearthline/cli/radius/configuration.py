"""What two FreeRADIUS need to run from a folder: one as the access system, one as access router.

The access system has FreeRADIUS's own schema and queries, taken from its package. The access router
notes each CoA and Disconnect in `router_log`; how it answers stands in `router_answer`, where it is
"no", "gone" or "silent" instead of yes.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from hearthline.cli.errors import UnableToRun
from hearthline.kernel.postgres.places import User

PACKAGED = Path("/etc/freeradius/3.0/mods-config/sql/main/postgresql")
ROLES = ("main", "router")
WALLED_GARDEN = "walled-garden"

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where both run, and how they are reached: UDP ports of this machine only."""

    folder: Path
    socket_dir: Path
    database: str
    secret: str
    coa_secret: str
    auth_port: int
    acct_port: int
    coa_port: int

    @property
    def url(self) -> str:
        """The access system's database."""
        return f"postgresql://hearthline_owner@/{self.database}?host={self.socket_dir}"


def program() -> str:
    """Where FreeRADIUS is.

    Raises:
        UnableToRun: it isn't installed.
    """
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    found = shutil.which("freeradius", path=path) or shutil.which("radiusd", path=path)
    if found is None:
        raise UnableToRun(
            "FreeRADIUS is missing: install it with `apt install freeradius freeradius-postgresql`."
        )
    return found


def write(place: Place, user: User) -> None:
    """Write the configuration of both, readable for who will run them and nobody else."""
    words = {
        "folder": place.folder,
        "socket": place.socket_dir,
        "database": place.database,
        "secret": place.secret,
        "coa_secret": place.coa_secret,
        "auth_port": place.auth_port,
        "acct_port": place.acct_port,
        "coa_port": place.coa_port,
    }
    texts = {
        "queries.conf": _packaged("queries.conf"),
        "dictionary": "$INCLUDE /usr/share/freeradius/dictionary\n",
        "main.conf": (_BASE + _MAIN).format(name="main", **words),
        "router.conf": (_BASE + _ROUTER).format(name="router", **words),
    }
    for name, text in texts.items():
        path = place.folder / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(text)
    for path in (place.folder, *(place.folder / name for name in texts)):
        os.chown(path, user.uid, -1)
    place.folder.chmod(0o700)


def start(place: Place, role: str, user: User) -> "subprocess.Popen[bytes]":
    """Start one of the two as an ordinary user; what it says goes into a file beside it."""
    as_other: dict[str, Any] = {"user": user.uid, "group": user.gid, "extra_groups": []}
    with (place.folder / f"{role}.log").open("wb") as log:
        return subprocess.Popen(
            [program(), "-f", "-d", str(place.folder), "-n", role, "-l", "stdout"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=place.folder,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(place.folder)},
            **(as_other if os.getuid() == 0 else {}),
        )


def is_ready(place: Place, role: str) -> bool:
    """Whether one of the two serves by now."""
    return b"Ready to process requests" in (place.folder / f"{role}.log").read_bytes()


def furnish(url: str, groups: Iterable[tuple[str, str, str]]) -> None:
    """Make FreeRADIUS's tables, ours for the router, and what members of groups are told.

    Args:
        url: an empty database.
        groups: each one's name, an attribute and its value.
    """
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
        for row in groups:
            connection.execute(
                "INSERT INTO radgroupreply (groupname, attribute, op, value)"
                " VALUES (%s, %s, ':=', %s)",
                row,
            )


def _packaged(name: str) -> str:
    """A file of FreeRADIUS's package; only some may read it, and sudo may help.

    Raises:
        UnableToRun: it can't be read.
    """
    path = PACKAGED / name
    try:
        return path.read_text()
    except PermissionError:
        asked = subprocess.run(
            ["sudo", "-n", "cat", path], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            return asked.stdout
    except FileNotFoundError:
        pass
    raise UnableToRun(f"{path} of FreeRADIUS's package can't be read: install it, or run as root.")
