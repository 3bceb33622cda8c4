"""The message centre: everything ever sent to a person, an entry for each occasion.

A person sees what was sent to them, and what went to the account's contact of record, which
may have been before they registered. What another member was sent is theirs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hearthline.kernel.sql import run
from hearthline.notices.kinds import Topic, kinds_of, topic_of
from hearthline.notices.message_codes import fill_in

SQL = Path(__file__).parent / "sql"
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Sent:
    """One channel that a message went by: where to, and how that ended."""

    channel: str
    recipient: str
    status: str
    not_before_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the centre. `text` is empty in lists; `about` says what happened."""

    id: int
    kind: str
    topic: Topic
    about: str
    subject: str
    text: str
    created_at: datetime
    is_unread: bool
    channels: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class CentrePage:
    """Some of a person's messages, newest first."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    newest_id: int


def message_centre(
    *,
    user_id: int,
    account_id: int,
    topic: str = "",
    page: int = 1,
    hidden: Collection[str] = (),
) -> CentrePage:
    """A page of a person's messages, of one topic or all. Two statements.

    Args:
        user_id: whose.
        account_id: the account they belong to.
        topic: one of `kinds.Topic`; anything else: all.
        page: from 1; one too many becomes the last.
        hidden: kinds that aren't for this person.
    """
    kinds = kinds_of(topic) if topic in set(Topic) else []
    whose = {
        "user_id": user_id,
        "account_id": account_id,
        "kinds": kinds,
        "hidden": list(hidden),
    }
    counted = run(SQL / "count_entries.sql", whose)[0]
    total = counted["total"]
    page = min(page, max(1, -(-total // PAGE_SIZE)))
    values = {**whose, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE}
    rows = run(SQL / "list_entries.sql", values) if total else []
    return CentrePage(
        tuple(_entry(row) for row in rows), total, page, newest_id=counted["newest_id"] or 0
    )


def entry_of(
    *, user_id: int, account_id: int, message_id: int, hidden: Collection[str] = ()
) -> Entry | None:
    """One message with its text, or None if it isn't this person's, is part of one or a code."""
    found = run(
        SQL / "find_entry.sql",
        {"user_id": user_id, "account_id": account_id, "message_id": message_id},
    )
    return _entry(found[0]) if found and found[0]["kind"] not in hidden else None


def _entry(row: Mapping[str, Any]) -> Entry:
    own = Sent(row["channel"], row["recipient"], row["status"], row["not_before_at"])
    parts = tuple(
        Sent(
            part["channel"],
            part["recipient"],
            part["status"],
            datetime.fromisoformat(part["not_before_at"]) if part["not_before_at"] else None,
        )
        for part in row["parts"] or ()
    )
    return Entry(
        id=row["id"],
        kind=row["kind"],
        topic=topic_of(row["kind"]),
        about=row["about"],
        subject=row["subject"],
        text=fill_in(row.get("text", ""), row.get("code", "")),
        created_at=row["created_at"],
        is_unread=row["user_id"] is not None and row["read_at"] is None,
        channels=tuple(sent for sent in (own, *parts) if sent.channel != "centre"),
    )
