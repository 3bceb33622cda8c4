"""`hearthline staff`, as somebody types it."""

import subprocess
import sys
from typing import Any

from hearthline.identity.models import User
from hearthline.identity.queries import staff_roles
from hearthline.notices.models import Message


def run(environment: Any, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "hearthline.cli", "staff", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_first_admin(committed: str, database_environment: Any):
    added = run(database_environment, "add", "pat@provider.example", "--role", "admin")
    assert added.returncode == 0, added.stderr
    pat = User.objects.get(username="pat")
    assert staff_roles(user_id=pat.pk) == {"admin"}
    assert Message.objects.get().recipient == "pat@provider.example"
    assert "pat" in run(database_environment, "list").stdout

    again = run(database_environment, "add", "pat@provider.example", "--role", "admin")
    assert again.returncode == 1
    assert "Somebody already has this username" in again.stderr

    changed = run(database_environment, "roles", "pat", "--role", "support")
    assert changed.returncode == 1
    assert "nobody would be admin any more" in changed.stderr
    assert staff_roles(user_id=pat.pk) == {"admin"}

    unknown = run(database_environment, "reset-factors", "nobody")
    assert unknown.returncode == 1
    assert "nobody on the staff" in unknown.stderr
