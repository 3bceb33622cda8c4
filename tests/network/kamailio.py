"""A real Kamailio on the suite's PostgreSQL, and telephones that speak to it over UDP.

It runs from a temporary folder as an ordinary user, includes `docs/kamailio.cfg` as a provider
would, and hands calls to other networks to a trunk that the test listens on.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

TABLES = Path("/usr/share/kamailio/postgres")
ROUTES = Path(__file__).parents[2] / "docs" / "kamailio.cfg"
DOMAIN = "voice.maplecounty.example"
RINGS_S = 2
PATIENCE_S = 8

_CONFIG = """
#!KAMAILIO
#!define VOICE_DOMAIN "{domain}"
#!define VOICEMAIL "sip:127.0.0.1:{voicemail}"
debug=2
log_stderror=yes
fork=yes
children=2
tcp_children=1
disable_tcp=no
listen=udp:127.0.0.1:{sip}
listen=tcp:127.0.0.1:{rpc}
tcp_accept_no_cl=yes
auto_aliases=no
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "db_postgres.so"
loadmodule "avpops.so"
loadmodule "xhttp.so"
loadmodule "jsonrpcs.so"
modparam("usrloc", "use_domain", 1)
modparam("usrloc", "db_mode", 0)
modparam("registrar", "min_expires", 0)
modparam("avpops", "db_url", "postgres://hearthline_owner@/{database}")
modparam("avpops", "avp_table", "usr_preferences")
modparam("avpops", "use_domain", 1)
modparam("tm", "fr_timer", 2000)
modparam("tm", "fr_inv_timer", {rings_ms})
modparam("tm", "failure_reply_mode", 3)
modparam("jsonrpcs", "transport", 1)
include_file "{routes}"

request_route {{
    if (is_method("ACK")) {{
        if (!t_check_trans()) exit;
        t_relay();
        exit;
    }}
    if (is_method("CANCEL")) {{
        if (t_check_trans()) t_relay();
        exit;
    }}
    t_check_trans();
    if (is_method("REGISTER")) route(HL_REGISTER);
    if (is_method("INVITE") && $rd == "{domain}") route(HL_CALL);
    sl_send_reply("405", "Not here");
}}

route[HL_ONWARD] {{
    $du = "sip:127.0.0.1:{trunk}";
    t_relay();
}}

event_route[xhttp:request] {{
    if ($hu =~ "^/RPC") {{
        jsonrpc_dispatch();
        exit;
    }}
    xhttp_reply("404", "Not here", "text/plain", "");
}}
"""


def _ports() -> tuple[list[socket.socket], list[int]]:
    """The trunk and the voicemail listen here; the other two are Kamailio's own."""
    sockets = []
    for _ in range(3):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", 0))
        sockets.append(one)
    with socket.socket() as tcp:
        tcp.bind(("127.0.0.1", 0))
        rpc = int(tcp.getsockname()[1])
    ports = [int(one.getsockname()[1]) for one in sockets] + [rpc]
    sockets.pop().close()  # Kamailio's
    return sockets, ports


@dataclass
class Kamailio:
    """A telephone system, running, with the trunk and the voicemail that it speaks to."""

    sip_port: int
    rpc_url: str
    database_url: str
    trunk: "Phone"
    voicemail: "Phone"
    process: "subprocess.Popen[bytes]"
    log: Path

    def rows(self, statement: str) -> list[Any]:
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def running(cluster: Path, name: str) -> Iterator[Kamailio]:
    """Start one on a database of its own on the suite's server."""
    from hearthline.kernel import postgres
    from hearthline.kernel.postgres.places import existing_user

    program = shutil.which("kamailio") or "/usr/sbin/kamailio"
    if not Path(program).exists():
        raise RuntimeError("Kamailio is missing: scripts/os-packages installs it.")
    server = postgres.start(cluster, durable=False)
    postgres.drop_database(server, name)
    postgres.create_database(server, name)
    url = f"postgresql://hearthline_owner@/{name}?host={server.socket_dir}"
    with psycopg.connect(url, autocommit=True) as connection:
        for table in ("standard-create.sql", "avpops-create.sql"):
            connection.execute((TABLES / table).read_text().encode())
    user = existing_user(cluster)
    assert user is not None
    sockets, (trunk, voicemail, sip, rpc) = _ports()
    with (
        tempfile.TemporaryDirectory(prefix="hl-kamailio-") as place,
        contextlib.ExitStack() as open_,
    ):
        for one in sockets:
            open_.enter_context(one)
        folder = Path(place)
        shutil.copy(ROUTES, folder / "routes.cfg")
        (folder / "kamailio.cfg").write_text(
            _CONFIG.format(
                domain=DOMAIN,
                voicemail=voicemail,
                trunk=trunk,
                sip=sip,
                rpc=rpc,
                database=name,
                rings_ms=RINGS_S * 1000,
                routes=folder / "routes.cfg",
            )
        )
        for path in (folder, *folder.iterdir()):
            os.chown(path, user.uid, -1)
        other: dict[str, Any] = {}
        if os.getuid() == 0:
            other = {"user": user.uid, "group": user.gid, "extra_groups": []}
        log = folder / "kamailio.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    program,
                    "-DD",
                    "-E",
                    "-m",
                    "32",
                    "-M",
                    "4",
                    "-f",
                    str(folder / "kamailio.cfg"),
                    "-Y",
                    str(folder),
                    "-P",
                    str(folder / "pid"),
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PGHOST": str(server.socket_dir)},
                **other,
            )
        kamailio = Kamailio(
            sip,
            f"http://127.0.0.1:{rpc}/RPC",
            url,
            Phone(sockets[0], sip),
            Phone(sockets[1], sip),
            process,
            log,
        )
        try:
            _wait(rpc, process, log)
            yield kamailio
        finally:
            process.terminate()
            process.wait(15)
            postgres.drop_database(server, name)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"Kamailio did not start:\n{log.read_text()[-3000:]}")


# -- Telephones ------------------------------------------------------------------------------------


@dataclass
class Phone:
    """One UDP socket that speaks just enough SIP."""

    socket: socket.socket
    server_port: int
    seen: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.socket.getsockname()[1])

    def register(self, number: str, expires_s: int = 600) -> int:
        """The status that a REGISTER is answered with."""
        uri = f"sip:{number}@{DOMAIN}"
        return self._ask(
            "REGISTER",
            f"sip:{DOMAIN}",
            sender=f"<{uri}>",
            to=uri,
            more=f"Contact: <sip:{number}@127.0.0.1:{self.port}>\r\nExpires: {expires_s}\r\n"
            "User-Agent: Test Adapter 1.0\r\n",
        )

    def call(self, number: str, *, caller: str = "+12175550199", more: str = "") -> int:
        """The final status of a call to a number."""
        host = "anonymous.invalid" if caller == "anonymous" else DOMAIN
        return self._ask(
            "INVITE",
            f"sip:{number}@{DOMAIN}",
            sender=f"<sip:{caller}@{host}>",
            to=f"sip:{number}@{DOMAIN}",
            more=f"Contact: <sip:{caller}@127.0.0.1:{self.port}>\r\n{more}",
        )

    def _ask(self, method: str, uri: str, *, sender: str, to: str, more: str) -> int:
        token = uuid.uuid4().hex
        message = (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{token}\r\n"
            f"From: {sender};tag={token[:8]}\r\nTo: <{to}>\r\nCall-ID: {token}\r\n"
            f"CSeq: 1 {method}\r\nMax-Forwards: 70\r\n{more}Content-Length: 0\r\n\r\n"
        )
        self._send(message)
        until = time.monotonic() + PATIENCE_S
        while (text := self._receive(until)) is not None:
            if f"Call-ID: {token}" not in text or not text.startswith("SIP/2.0 "):
                continue
            status = int(text[8:11])
            if status >= 200:
                if method == "INVITE":
                    self._acknowledge(uri, text, token)
                return status
        return 0

    def _acknowledge(self, uri: str, answer: str, token: str) -> None:
        to = re.search(r"^To: (.*)$", answer, re.MULTILINE)
        sender = re.search(r"^From: (.*)$", answer, re.MULTILINE)
        assert to
        assert sender
        self._send(
            f"ACK {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{token}\r\n"
            f"From: {sender[1].strip()}\r\nTo: {to[1].strip()}\r\nCall-ID: {token}\r\n"
            "CSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
        )

    def answer(self, *statuses: str) -> str:
        """Wait for a call and answer it (`486 Busy`), or only let it ring; the INVITE, or empty."""
        until = time.monotonic() + PATIENCE_S
        while (text := self._receive(until)) is not None:
            if not text.startswith("INVITE "):
                continue
            kept = re.findall(
                r"^(?:Via|From|To|Call-ID|CSeq|Record-Route): .*$", text, re.MULTILINE
            )
            for status in statuses:
                lines = [
                    f"{line.strip()};tag=here" if line.startswith("To:") else line.strip()
                    for line in kept
                ]
                contact = f"Contact: <sip:here@127.0.0.1:{self.port}>"
                self._send(
                    "\r\n".join([f"SIP/2.0 {status}", *lines, contact, "Content-Length: 0"])
                    + "\r\n\r\n"
                )
            return text
        return ""

    def _send(self, message: str) -> None:
        self.socket.sendto(message.encode(), ("127.0.0.1", self.server_port))

    def _receive(self, until: float) -> str | None:
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            with contextlib.suppress(TimeoutError):
                text = self.socket.recv(65536).decode()
                self.seen.append(text)
                return text
        return None


@contextlib.contextmanager
def phone(kamailio: Kamailio) -> Iterator[Phone]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        yield Phone(one, kamailio.sip_port)
