"""What pages ask about messages and how people want them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hearthline.notices.choices import UNCHOSEN, Choice
from hearthline.notices.hours import Hours
from hearthline.notices.kinds import Topic
from hearthline.notices.message_codes import fill_in
from hearthline.notices.models import Message, QuietHours, TopicChoice
from hearthline.notices.planning import Recipient, plan_telling


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


def all_messages(*, recipient: str = "", offset: int = 0, limit: int = 25) -> MessagePage:
    """Everything sent to anybody, codes and all: for the demo's inbox only.

    Args:
        recipient: part of an address or number, in any case; empty for all.
        offset: how many to leave out at the top.
        limit: how many to return.
    """
    found = Message.objects.exclude(channel=Message.Channel.CENTRE).filter(
        recipient__icontains=recipient.strip()
    )
    return MessagePage(messages=_rows(found, offset, limit), total=found.count())


def _rows(found: QuerySet[Message], offset: int, limit: int) -> list[MessageRow]:
    newest = found.select_related("wording").defer("body_html", "wording__body_html")
    return [
        MessageRow(
            id=message.pk,
            kind=message.kind,
            channel=message.channel,
            recipient=message.recipient,
            subject=message.subject,
            text=fill_in((message.wording or message).body_text, message.code),
            created_at=message.created_at,
            status=message.status,
        )
        for message in newest.order_by("-id")[offset : offset + limit]
    ]


# -- How people want to be told --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose, or what holds until they do."""

    choices: dict[Topic, Choice]
    hours: Hours


def preferences_of(*, user_id: int) -> Preferences:
    """How a person is told of each topic, and when not. Two statements."""
    chosen = {
        row.topic: Choice(row.email, row.sms, row.centre)
        for row in TopicChoice.objects.filter(user_id=user_id)
    }
    hours = QuietHours.objects.filter(pk=user_id).first()
    return Preferences(
        choices={topic: chosen.get(topic, UNCHOSEN[topic]) for topic in Topic},
        hours=Hours(hours.from_hour, hours.until_hour, hours.outage_texts_at_night)
        if hours
        else Hours(),
    )


@dataclass(frozen=True, slots=True)
class ChannelCounts:
    """How many people would hear of something, by which channels, and how many messages wait."""

    people: int
    email: int
    sms: int
    centre_only: int
    held: int


def count_channels(*, kind: str, recipients: Iterable[Recipient], now: datetime) -> ChannelCounts:
    """What telling these people now would come to; nothing is sent."""
    plans = plan_telling(kind=kind, recipients=recipients, now=now)
    rows = [row for plan in plans for row in plan]
    return ChannelCounts(
        people=len(plans),
        email=sum(row.channel == "email" for row in rows),
        sms=sum(row.channel == "sms" for row in rows),
        centre_only=sum(row.channel == "centre" for row in rows),
        held=sum(row.not_before_at is not None for row in rows),
    )
