"""The real server and far too much at once: refused, cut off, and still serving others."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hearthline.identity.bodies import MOST_BYTES
from tests.ports import free_port


@pytest.fixture
def served(database_environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    (tmp_path / "static").mkdir()
    environment = database_environment | {
        "PORT": str(port),
        "DEMO": "1",
        "SITE_URL": f"http://localhost:{port}",
        "HEARTHLINE_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "HEARTHLINE_TEST_DATA": str(tmp_path),
        "PYTHONPATH": str(Path.cwd()),
    }
    program = [sys.executable, "-m", "hearthline.cli", "serve", "--workers", "1", "--threads", "2"]
    process = subprocess.Popen(program, env=environment)
    try:
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait(30)


def _is_alive(place: tuple[str, int]) -> bool:
    asked = http.client.HTTPConnection(*place, timeout=30)
    asked.request("GET", "/healthz/")
    return asked.getresponse().status == 200


def _post(place: tuple[str, int], announced: int, body: bytes = b"") -> bytes:
    with socket.create_connection(place, timeout=30) as plug:
        plug.sendall(
            b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n"
            + f"Content-Length: {announced}\r\n\r\n".encode()
            + body
        )
        plug.settimeout(30)
        return plug.recv(65_536)


def test_too_much_gets_a_page_and_far_too_much_is_cut_off(served: tuple[str, int]):
    assert _is_alive(served)
    too_much = 2 * MOST_BYTES
    assert b" 413 " in _post(served, too_much, b"x" * too_much).splitlines()[0]
    began = time.monotonic()
    far_too_much = _post(served, 50_000_000_000)
    assert b" 400 " in far_too_much.splitlines()[0]
    assert time.monotonic() - began < 10, "nobody waited for the body"
    assert _is_alive(served)


def test_many_who_announce_and_never_send_hold_nobody_up_for_ever(served: tuple[str, int]):
    plugs = [socket.create_connection(served, timeout=30) for _ in range(20)]
    for plug in plugs:
        plug.sendall(
            b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000000\r\n\r\n"
        )
    began = time.monotonic()
    assert _is_alive(served)
    assert time.monotonic() - began < 10, "twenty who stay, one after the other, take forty seconds"
    for plug in plugs:
        plug.close()
