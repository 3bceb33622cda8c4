"""The queue in tests: runs what is waiting, as the worker would."""

from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from hearthline.kernel import clock


def run_jobs(name: str = "") -> list[str]:
    """Run every waiting job (of one name) and those they cause; returns the names that ran."""
    ran = []
    while job := _next(name):
        ran.append(job["task_name"])
        app.tasks[job["task_name"]].func(**job["args"])
    return ran


def waiting() -> list[str]:
    """The names of the jobs that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def _next(name: str) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = ("
            " SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (%s = '' OR task_name = %s) ORDER BY id LIMIT 1)"
            " RETURNING task_name, args",
            [name, name],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    import json

    args = row[1] if isinstance(row[1], dict) else json.loads(row[1])
    return {"task_name": row[0], "args": args}


class Clock:
    """A clock that tests move: doors ask it for the time."""

    def __init__(self, monkeypatch: Any, start: Any) -> None:
        # What takes `clock.now` by name when it is first read must take the real one.
        import hearthline.config.urls  # noqa: F401

        self.now = start
        monkeypatch.setattr(clock, "now", lambda: self.now)
