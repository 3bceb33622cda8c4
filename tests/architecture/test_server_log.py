"""The real server's log: requests are not in it, so neither is what they carry."""

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path

MARKS = ("marked", "203.0.113.77")


def test_nothing_of_a_request_is_written_down(database_environment: dict[str, str], tmp_path: Path):
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    (tmp_path / "static").mkdir()
    environment = database_environment | {
        "PORT": str(port),
        "DEMO": "1",
        "SITE_URL": f"http://localhost:{port}",
        "HEARTHLINE_DATA": str(tmp_path),
        "LOG_LEVEL": "INFO",
        "DJANGO_SETTINGS_MODULE": "tests.secure_settings",
        "PYTHONPATH": str(Path.cwd()),
    }
    program = [sys.executable, "-m", "hearthline.cli", "serve", "--workers", "1", "--threads", "2"]
    with (tmp_path / "log").open("w+") as log:
        process = subprocess.Popen(program, env=environment, stdout=log, stderr=log)
        try:
            statuses = _ask_everything(port)
        finally:
            process.terminate()
            process.wait(30)
        log.seek(0)
        written = log.read()
    assert statuses == [200, 404, 403, 400, 400]
    assert [mark for mark in MARKS if mark in written.lower()] == [], written


def _ask_everything(port: int) -> list[int]:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    headers = {"User-Agent": "Marked/1.0", "X-Forwarded-For": "203.0.113.77"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    token = {"X-Session-Token": "marked-token", "Content-Type": "application/json"}
    return [
        _ask(port, "GET", "/sign-in/?next=/marked/", "", headers),
        _ask(port, "GET", "/recover/marked/?reference=marked", "", headers),
        _ask(port, "POST", "/sign-in/", "login=marked&password=marked", headers | form),
        _ask(port, "POST", "/_allauth/app/v1/auth/login", "marked", headers | token),
        _ask(port, "GET", "/sign-in/", "", headers | {"Host": "marked.example"}),
    ]


def _ask(port: int, method: str, address: str, body: str, headers: dict[str, str]) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request(method, address, body or None, headers)
        return asked.getresponse().status
    finally:
        asked.close()
