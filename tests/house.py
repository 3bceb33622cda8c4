"""`make run` as a newcomer does it: an empty folder, the whole house, the demo provider."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "a-password-for-the-whole-demo"
PATIENCE_S = 180


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


def _two_free_ports() -> int:
    """A port whose next one is free as well: the pretend card company's."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with contextlib.suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port


@contextlib.contextmanager
def running() -> Iterator[House]:
    """Start everything in an empty folder, wait until it answers, stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="hl-house-", ignore_cleanup_errors=True) as folder:
        # Root's database server is another user, who must get in to keep its files here.
        Path(folder).chmod(0o711)
        port = _two_free_ports()
        kept = {"PATH", "HOME", "LANG", "USER", "VIRTUAL_ENV"}
        environment = {name: value for name, value in os.environ.items() if name in kept} | {
            "PORT": str(port),
            "HEARTHLINE_DATA": folder,
            "DEMO_PASSWORD": PASSWORD,
            "DEMO": "1",
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
