"""`make run` as a newcomer does it: an empty folder, the whole house, the demo provider."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import browser

PASSWORD = "a-password-for-the-whole-demo"


@dataclass
class House:
    """A running Hearthline: its address, its environment and its process."""

    home: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
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


@pytest.fixture(scope="session")
def house(tmp_path_factory: Any) -> Iterator[House]:
    data = tmp_path_factory.mktemp("house")
    port = _two_free_ports()
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "HOME", "LANG", "USER", "VIRTUAL_ENV", "SSL_CERT_FILE"}
    }
    environment = kept | {
        "PORT": str(port),
        "HEARTHLINE_DATA": str(data),
        "DEMO_PASSWORD": PASSWORD,
        "DEMO": "1",
    }
    log = (data / "run.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "run"],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(port, process, data / "run.log")
        yield House(f"http://localhost:{port}", environment, process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, process: "subprocess.Popen[str]", log: Path) -> None:
    until = time.monotonic() + 150
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("localhost", port, timeout=5)
            connection.request("GET", "/healthz/")
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.3)
    pytest.fail(f"hearthline run did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    with browser.browser() as running:
        yield running
