"""The queue: jobs by name, enqueued in the transaction that needs them.

Rooms name a job; the `jobs` door knows what it does. A rolled-back transaction leaves no job,
a committed one never loses it. `tests/architecture` holds every name used here against the tasks.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app


def enqueue(job: str, **arguments: Any) -> int:
    """Put a job into the queue within the current transaction.

    Args:
        job: the task's name, as in `hearthline/jobs/`.
        arguments: what the task receives; JSON only, keys rather than contents.

    Returns:
        The job's id.
    """
    return int(app.configure_task(job, allow_unknown=True).defer(**arguments))


def enqueue_at(job: str, at: datetime, **arguments: Any) -> int:
    """Put a job into the queue that is not to run before a moment; else as `enqueue`."""
    task = app.configure_task(job, allow_unknown=True, schedule_at=at)
    return int(task.defer(**arguments))


def enqueue_many(
    job: str, arguments: Sequence[Mapping[str, Any]], *, at: datetime | None = None
) -> None:
    """Put a job into the queue once for each of many arguments, with one statement.

    Args:
        job: the task's name.
        arguments: what each receives.
        at: not before this moment; as soon as possible if None.
    """
    if arguments:
        task = app.configure_task(job, allow_unknown=True, schedule_at=at)
        task.batch_defer(*map(dict, arguments))
