"""The queue: jobs by name, enqueued in the transaction that needs them.

Rooms name a job; the `jobs` door knows what it does. A rolled-back transaction leaves no job,
a committed one never loses it. `tests/architecture` holds every name used here against the tasks.
"""

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
