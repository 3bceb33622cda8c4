"""Invariants of the notices room."""

from collections.abc import Iterator

from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import select


@invariant("every message that waits has a job that will deliver it")
def messages_without_job() -> Iterator[str]:
    for row in select(
        "SELECT id FROM notices_message WHERE status = 'queued' AND id NOT IN ("
        " SELECT (args ->> 'message_id')::bigint FROM procrastinate_jobs"
        " WHERE task_name = 'deliver_message' AND status IN ('todo', 'doing')"
        " AND args ? 'message_id'"
        " UNION ALL SELECT jsonb_array_elements(args -> 'message_ids')::bigint"
        " FROM procrastinate_jobs"
        " WHERE task_name = 'deliver_messages' AND status IN ('todo', 'doing'))"
    ):
        yield f"message {row['id']} waits, and no job delivers it"
