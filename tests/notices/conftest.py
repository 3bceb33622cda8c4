import contextlib
import socket
import threading
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.ports import free_port


class Recorder:
    """Takes mail; `answers` replaces the next answers to a step, in order."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[Any] = []
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": []}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        if self.answers["RCPT"]:
            return self.answers["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        if self.answers["DATA"]:
            return self.answers["DATA"].pop(0)
        self.mails.append(envelope)
        return "250 taken"


@pytest.fixture
def smtp_server():
    """Start mail servers; each is stopped after the test."""
    controllers = []

    def start(**options: Any):
        recorder = Recorder()
        controller = Controller(recorder, hostname="127.0.0.1", port=free_port(), **options)
        controller.start()
        controllers.append(controller)
        recorder.port = controller.port
        return recorder

    yield start
    for controller in controllers:
        controller.stop()


@pytest.fixture
def hanging_port():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def rude_server():
    """A server that takes the whole mail and hangs up before it says yes."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve():
            while not stop.is_set():
                with contextlib.suppress(OSError):
                    connection, _ = server.accept()
                    with connection:
                        talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        stop.set()
        thread.join()


def talk(connection):
    stream = connection.makefile("rwb")

    def say(text):
        stream.write(text + b"\r\n")
        stream.flush()

    say(b"220 hello")
    for line in stream:
        if line.upper().startswith(b"DATA"):
            say(b"354 go on")
            while stream.readline() not in {b".\r\n", b""}:
                pass
            return
        say(b"250 fine")
