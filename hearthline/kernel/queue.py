"""The queue: jobs by name, enqueued in the transaction that needs them.

Rooms name a job; the `jobs` door knows what it does. A rolled-back transaction leaves no job,
a committed one never loses it. `tests/architecture` holds every name used here against the tasks.

Jobs always go in by Django's own connection. The worker's app has connections of its own: by
those, a job that another job enqueues would be there before what it is about.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task


def enqueue(job: str, *, at: datetime | None = None, **arguments: Any) -> int:
    """Put a job into the queue within the current transaction.

    Args:
        job: the task's name, as in `hearthline/jobs/`.
        at: not before this moment; as soon as possible if None.
        arguments: what the task receives; JSON only, keys rather than contents.

    Returns:
        The job's id.
    """
    return int(_deferrer(job, at).defer(**arguments))


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
        _deferrer(job, at).batch_defer(*map(dict, arguments))


def _deferrer(job: str, at: datetime | None = None) -> JobDeferrer:
    """Where a job goes in, with what its task says of locks; a task unknown here has none."""
    task = app.tasks.get(job)
    if task is None:
        return configure_task(name=job, job_manager=_manager(), schedule_at=at)
    return configure_task(
        name=job,
        job_manager=_manager(),
        schedule_at=at,
        queue=task.queue,
        priority=task.priority,
        lock=task.lock,
        queueing_lock=task.queueing_lock,
    )


@cache
def _manager() -> JobManager:
    return JobManager(DjangoConnector())
