"""`make run` as a newcomer does it: an empty folder, the whole house, the demo provider.

The first start of a test run is kept aside once it has stopped; other houses begin as copies of
it, so that each has the demo's data to itself without waiting for it to load.
"""

import atexit
import contextlib
import fcntl
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.ports import free_port

PASSWORD = "a-password-for-the-whole-demo"
PATIENCE_S = 400


@dataclass
class House:
    """A running Hearthline: its address, its environment and its process."""

    home: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run `hearthline …` on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "hearthline.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


PORTS = 3
"""The pages', the pretend card company's and the pretend TV system's, one after the other."""


@contextlib.contextmanager
def running(**settings: str) -> Iterator[House]:
    """Start everything on a copy of a loaded demo, wait until it answers, stop it afterwards."""
    with _folder() as folder:
        subprocess.run(["cp", "-a", f"{_loaded()}/.", folder], check=True)
        with _started(folder, settings) as house:
            yield house


@contextlib.contextmanager
def starting_anew(**settings: str) -> Iterator[House]:
    """The same in an empty folder, demo and all."""
    with _folder() as folder, _started(folder, settings) as house:
        yield house


def _loaded() -> Path:
    """The folder of a house that was started once and stopped; made by who asks first."""
    shared = os.environ.get("HEARTHLINE_TEST_CLUSTER")
    place = Path(shared or tempfile.mkdtemp(prefix="hl-loaded-"))
    kept = place / "loaded-house"
    with (place / "loaded-house.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            with _folder() as folder:
                with _started(folder, {}):
                    pass
                subprocess.run(["cp", "-a", folder, kept], check=True)
            if not shared:
                atexit.register(shutil.rmtree, place, ignore_errors=True)
    return kept


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="hl-house-", ignore_cleanup_errors=True) as folder:
        # Root's database server is another user, who must get in to keep its files here.
        Path(folder).chmod(0o711)
        yield folder


@contextlib.contextmanager
def _started(folder: str, settings: dict[str, str]) -> Iterator[House]:
    port = free_port(PORTS)
    kept = {"PATH", "HOME", "LANG", "USER", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name in kept} | {
        "PORT": str(port),
        "HEARTHLINE_DATA": folder,
        "DEMO_PASSWORD": PASSWORD,
        "DEMO": "1",
        **settings,
    }
    with (Path(folder) / "run.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "hearthline.cli", "run"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        _wait(port, process, Path(log.name))
        yield House(f"http://localhost:{port}", environment, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, process: "subprocess.Popen[str]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/healthz/")
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.3)
    raise RuntimeError(f"hearthline run did not start:\n{log.read_text()[-3000:]}")
