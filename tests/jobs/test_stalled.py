"""What a killed worker had in hand is done again."""

import asyncio

from django.db import connection
from procrastinate.contrib.django import app

from hearthline.jobs.stalled import retry_stalled_jobs
from hearthline.kernel.queue import enqueue

ALIVE = "now()"
LONG_SILENT = "now() - interval '5 minutes'"


def worker(last_heartbeat: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            f"VALUES ({last_heartbeat}) RETURNING id"
        )
        return int(cursor.fetchone()[0])


def in_hand(job_id: int, worker_id: int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [worker_id, job_id],
        )


def status(job_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return str(cursor.fetchone()[0])


def retry() -> None:
    async def run() -> None:
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector) as working:
            async with working.open_async():
                await retry_stalled_jobs.func(timestamp=0)

    asyncio.run(run())


def test_a_job_of_a_killed_worker_is_done_again(committed):
    silent, forgotten, running = (enqueue("deliver_message", message_id=n) for n in (1, 2, 3))
    in_hand(silent, worker(LONG_SILENT))
    in_hand(forgotten, None)
    in_hand(running, worker(ALIVE))

    retry()

    assert [status(job) for job in (silent, forgotten, running)] == ["todo", "todo", "doing"]


def test_a_job_that_waits_already_is_not_doubled(committed):
    stalled = int(app.configure_task("reconcile_payments").defer(timestamp=1))
    in_hand(stalled, None)
    waiting = int(app.configure_task("reconcile_payments").defer(timestamp=2))
    other = enqueue("deliver_message", message_id=1)
    in_hand(other, None)

    retry()

    assert [status(job) for job in (stalled, waiting, other)] == ["failed", "todo", "todo"]
