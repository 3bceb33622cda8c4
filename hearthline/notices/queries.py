"""What pages ask about messages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hearthline.notices.models import Message


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as it was sent."""

    id: int
    kind: str
    channel: str
    recipient: str
    subject: str
    text: str
    created_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some of many messages, newest first."""

    messages: list[MessageRow]
    total: int


def messages_of_account(*, account_id: int, limit: int = 50) -> list[MessageRow]:
    """What was sent about an account, newest first. Messages with codes are never among them."""
    return _rows(Message.objects.filter(account_id=account_id, is_secret=False), 0, limit)


def latest_messages(*, account_id: int) -> list[MessageRow]:
    """The newest three."""
    return messages_of_account(account_id=account_id, limit=3)


def all_messages(*, recipient: str = "", offset: int = 0, limit: int = 25) -> MessagePage:
    """Everything sent to anybody, codes and all: for the demo's inbox only.

    Args:
        recipient: part of an address or number, in any case; empty for all.
        offset: how many to leave out at the top.
        limit: how many to return.
    """
    found = Message.objects.filter(recipient__icontains=recipient.strip())
    return MessagePage(messages=_rows(found, offset, limit), total=found.count())


def _rows(found: QuerySet[Message], offset: int, limit: int) -> list[MessageRow]:
    return [
        MessageRow(
            id=message.pk,
            kind=message.kind,
            channel=message.channel,
            recipient=message.recipient,
            subject=message.subject,
            text=message.body_text,
            created_at=message.created_at,
            status=message.status,
        )
        for message in found.defer("body_html").order_by("-id")[offset : offset + limit]
    ]
