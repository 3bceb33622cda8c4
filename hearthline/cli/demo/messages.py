"""Messages of the past are delivered while loading, at the time they were written."""

from datetime import datetime, timedelta
from itertools import groupby

from hearthline.kernel.sql import select
from hearthline.notices.operations import deliver_messages, mark_read

_TAKES = timedelta(seconds=4)
_READ_WITHIN = timedelta(days=2)
_WAITING = """
    SELECT id, greatest(created_at, not_before_at) AS goes_at FROM notices_message
     WHERE status = 'queued' AND coalesce(not_before_at, created_at) <= %(now)s
     ORDER BY goes_at, id
"""
_READ = """
    SELECT id, user_id FROM notices_message
     WHERE user_id = ANY(%(readers)s) AND created_at < %(until)s AND read_at IS NULL
"""


def deliver_all(*, now: datetime) -> None:
    """Deliver what waits. Its jobs find nothing left to do when the worker comes to them.

    What quiet hours hold back beyond `now` is left to its job.
    """
    rows = select(_WAITING, {"now": now})
    for goes_at, together in groupby(rows, key=lambda row: row["goes_at"]):
        ids = [row["id"] for row in together]
        deliver_messages(message_ids=ids, now=goes_at + _TAKES)


def read_older(user_ids: dict[str, int], *, now: datetime) -> None:
    """Everybody has read what came until two days ago, but mallory, who never looks."""
    readers = [user_id for username, user_id in user_ids.items() if username != "mallory"]
    at = now - _READ_WITHIN
    for message in select(_READ, {"readers": readers, "until": at}):
        mark_read(user_id=message["user_id"], message_id=message["id"], now=at)
