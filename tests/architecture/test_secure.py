"""Behind HTTPS: what cookies are like, and that browsers stay there."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def seen(
    environment: dict[str, str], tmp_path: Path, *arguments: str, **more: str
) -> dict[str, Any]:
    (tmp_path / "static").mkdir(exist_ok=True)
    settings = {
        "DEMO": "1",
        "SITE_URL": "https://people.example",
        "HEARTHLINE_DATA": str(tmp_path),
        "SECRET_KEY": "a-secret-key-for-the-tests-only-and-nothing-else",
        "PYTHONPATH": str(Path.cwd()),
        "DJANGO_SETTINGS_MODULE": "tests.secure_settings",
    }
    program = Path(__file__).with_name("secure_visit.py")
    done = subprocess.run(
        [sys.executable, program, *arguments],
        env=environment | settings | more,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_cookies_belong_to_this_host_and_no_script(
    database_environment: dict[str, str], tmp_path: Path
):
    found = seen(database_environment, tmp_path, "everywhere")
    assert found["signed_in"] == 302
    names = set(found["cookies"])
    assert {"__Host-session", "__Host-csrf", "__Host-language", "__Host-messages"} <= names
    for name, cookie in found["cookies"].items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


@pytest.mark.parametrize(
    ("more", "hsts"),
    [
        ({}, "max-age=31536000"),
        (
            {"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"},
            "max-age=31536000; includeSubDomains; preload",
        ),
    ],
)
def test_browsers_are_told_to_stay_with_https(
    database_environment: dict[str, str], tmp_path: Path, more: dict[str, str], hsts: str
):
    found = seen(database_environment, tmp_path, **more)
    assert found["hsts"] == hsts
    assert found["hsts_without_https"] == "", "only HTTPS can say so"
