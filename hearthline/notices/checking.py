"""Is this message really from us? The message with a code, for the person it was sent to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hearthline.kernel.sql import run
from hearthline.notices.kinds import Topic, topic_of
from hearthline.notices.message_codes import code_text, fill_in

_SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class OwnMessage:
    """A message that we sent to this person, as far as a page may show it.

    `text` is empty where the message held a code or a link that opens something. `entry_id` leads
    to the person's message centre, if it stands there as theirs.
    """

    code: str
    kind: str
    topic: Topic
    channel: str
    recipient: str
    subject: str
    text: str
    is_secret: bool
    created_at: datetime
    status: str
    entry_id: int | None


def own_message(
    *, code: str, user_id: int, account_ids: Collection[int], addresses: Collection[str]
) -> OwnMessage | None:
    """The message with a code, or None if no such message was ever sent to this person.

    Args:
        code: as `message_codes.read_code` returns it.
        user_id: who asks.
        account_ids: theirs; what went to an account's contact of record counts.
        addresses: theirs; for what was sent before anybody knew whose the address is.
    """
    found = run(
        _SQL / "find_by_code.sql",
        {
            "code": code,
            "user_id": user_id,
            "account_ids": list(account_ids),
            "addresses": [address.lower() for address in addresses if address],
        },
    )
    if not found:
        return None
    row = found[0]
    return OwnMessage(
        **row | {"code": code_text(row["code"]), "text": fill_in(row["text"], row["code"])},
        topic=topic_of(row["kind"]),
    )
