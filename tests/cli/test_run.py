"""`hearthline run`: it starts, mends itself, ends whole, and says plainly why it can't."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hearthline.kernel import postgres
from tests.ports import free_port

PATIENCE_S = 60


@dataclass
class Running:
    data: Path
    port: int
    process: "subprocess.Popen[str]"

    def said(self) -> str:
        return (self.data.parent / "run.log").read_text()

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz/", headers={"Host": "localhost"})
            answer = connection.getresponse()
            return answer.status == 200 and answer.read() == b'{"status": "ok"}'
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def child(self, name: str) -> int:
        """The process number of a child by its command."""
        for number in processes(self.data):
            words = cmdline(number)
            if name in words and parent(number) == self.process.pid:
                return number
        return 0

    def database(self) -> int:
        lines = (postgres.socket_dir(self.data).parent / "data" / "postmaster.pid").read_text()
        return int(lines.splitlines()[0])


def cmdline(number: int) -> list[str]:
    try:
        return Path(f"/proc/{number}/cmdline").read_text().split("\0")
    except OSError:
        return []


def parent(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def processes(data: Path) -> list[int]:
    """Every process that works on a data folder: named in its environment or its command."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        number = int(entry.name)
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            environment = []
        ours = f"HEARTHLINE_DATA={data}".encode() in environment
        if cmdline(number) != [""] and (ours or any(str(data) in word for word in cmdline(number))):
            found.append(number)
    return found


def eventually(holds: Callable[[], object], *, within_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hl-run-"))
    folder.chmod(0o755)  # as a checkout is
    yield folder / "var"
    for number in processes(folder / "var"):
        os.kill(number, signal.SIGKILL)
    postgres.remove(folder / "var")
    shutil.rmtree(folder)


def environment(data: Path, port: int) -> dict[str, str]:
    """A machine that isn't the demo: no provider to load, and one process less."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "PORT": str(port),
        "HEARTHLINE_DATA": str(data),
        "DEMO": "0",
        "SECRET_KEY": "a-secret-key-for-the-tests-only-and-nothing-else",
        "SITE_URL": f"http://localhost:{port}",
    }


def command(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hearthline.cli", *arguments],
        env=variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def start(data: Path) -> Running:
    port = free_port()
    with (data.parent / "run.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hearthline.cli", "run"],
            env=environment(data, port),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = Running(data, port, process)
    eventually(lambda: process.poll() is not None or "Hearthline is ready" in running.said())
    assert process.poll() is None, running.said()
    return running


def test_it_runs_once_mends_itself_and_ends_whole(data: Path) -> None:
    running = start(data)
    assert running.is_healthy()

    second = command("run", **environment(data, free_port()))
    assert second.returncode == 1
    assert "already runs on the data in" in second.stderr

    for name in ("serve", "worker"):
        killed = running.child(name)
        os.kill(killed, signal.SIGKILL)
        eventually(lambda name=name, killed=killed: running.child(name) not in {0, killed})  # type: ignore[misc]
    eventually(running.is_healthy)

    killed = running.database()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: postgres.is_running(data) and running.database() != killed)
    eventually(running.is_healthy)

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(timeout=20) == 0
    assert running.said().splitlines()[-1] == "Stopped."
    assert processes(data) == []
    assert not postgres.is_running(data)


def test_kill_9_of_the_supervisor_leaves_nothing_behind(data: Path) -> None:
    running = start(data)
    running.process.kill()
    running.process.wait()
    eventually(lambda: processes(data) == [], within_s=20)

    again = start(data)
    assert again.is_healthy()
    again.process.terminate()
    assert again.process.wait(timeout=20) == 0
    assert processes(data) == []


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        refused = command("run", **environment(data, port))
    assert refused.returncode == 1
    assert f"Port {port}, for the web pages, is taken" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not postgres.is_running(data)


@pytest.mark.parametrize("port", ["eighty", "0", "65535", "-1"])
def test_an_impossible_port_is_a_sentence(data: Path, port: str) -> None:
    refused = command("run", **(environment(data, 8000) | {"PORT": port}))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"hearthline: PORT is '{port}'")


def test_help_imports_no_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "hearthline.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "registration-code" in shown.stdout
    assert "django" not in {line.rpartition("|")[2].strip() for line in shown.stderr.splitlines()}


def test_a_database_that_does_not_answer_is_a_sentence(data: Path) -> None:
    silent = environment(data, 8000) | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    refused = command("check", **silent)
    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_production_without_a_secret_key_is_refused(data: Path) -> None:
    bare = environment(data, 8000) | {"SECRET_KEY": ""}
    refused = command("serve", **bare)
    assert refused.returncode == 1
    assert "SECRET_KEY is not set" in refused.stderr


def test_each_command_of_the_table_is_there(settings) -> None:
    from importlib import import_module

    import click

    from hearthline.cli import COMMANDS

    for name, entry in COMMANDS.items():
        module, _, attribute = entry.place.partition(":")
        assert isinstance(getattr(import_module(module), attribute), click.Command), name
