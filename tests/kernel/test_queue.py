"""Jobs go in with the transaction that needs them, in a worker as anywhere."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from procrastinate.contrib.django import app

from hearthline.kernel.queue import enqueue, enqueue_many
from tests.queued import waiting

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def put_in() -> None:
    enqueue("deliver_message", message_id=1)
    enqueue("deliver_message", at=LATER, message_id=2)
    enqueue_many("deliver_messages", [{"message_ids": [3]}, {"message_ids": [4]}], at=LATER)


@pytest.mark.parametrize("where", ["web", "worker"])
def test_rolled_back_it_was_never_there(committed: str, where: str):
    before = app.connector
    if where == "worker":  # as `hearthline worker` does before it runs any job
        app.connector = app.job_manager.connector = before.get_worker_connector()  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            put_in()
            assert len(waiting()) == 4
            transaction.set_rollback(True)
        assert waiting() == []
        with transaction.atomic():
            put_in()
        assert len(waiting()) == 4
    finally:
        app.connector = app.job_manager.connector = before


@pytest.mark.django_db
def test_what_a_task_says_of_itself_is_kept():
    from django.db import connection

    enqueue("run_bills", timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock, queue_name FROM procrastinate_jobs")
        assert cursor.fetchall() == [("run_bills", "default")]


@pytest.mark.django_db
def test_what_one_person_waits_for_stands_before_what_many_are_told():
    from django.db import connection

    enqueue_many("deliver_messages", [{"message_ids": [1]}])
    enqueue("run_provisioning_step", step_id=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_fetch_job_v2(NULL,"
            " (SELECT worker_id FROM procrastinate_register_worker_v1()))"
        )
        assert cursor.fetchone() == ("run_provisioning_step",)
