"""Messages of the past are delivered while loading, at the time they were written."""

from datetime import timedelta

from hearthline.kernel.sql import select
from hearthline.notices.operations import deliver_message

_TAKES = timedelta(seconds=4)


def deliver_all() -> None:
    """Deliver what waits. Its jobs find nothing left to do when the worker comes to them."""
    waiting = "SELECT id, created_at FROM notices_message WHERE status = 'queued' ORDER BY id"
    for message in select(waiting):
        deliver_message(message_id=message["id"], now=message["created_at"] + _TAKES)
