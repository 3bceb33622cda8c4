"""Who is told how and when: each as they chose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from hearthline.kernel.sql import run
from hearthline.notices.addresses import (
    Channel,
    UnableToSendMessage,
    known_language,
    read_recipient,
)
from hearthline.notices.choices import UNCHOSEN, Choice, channels
from hearthline.notices.hours import Hours, may_go_at
from hearthline.notices.kinds import ANSWERS, Topic, topic_of

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told: a user, or an account that nobody has registered for (no `user_id`)."""

    account_id: int | None
    user_id: int | None
    email: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Row:
    """One message to be; those by further channels come after the first."""

    recipient: Recipient
    channel: str
    to: str
    language: str
    not_before_at: datetime | None
    read_at: datetime | None


def plan_telling(*, kind: str, recipients: Iterable[Recipient], now: datetime) -> list[list[Row]]:
    """The messages by which each person would be told now, the first of which stands for it.

    A person named twice is told once; who doesn't want to hear of the topic isn't among them.
    One statement.
    """
    people = _each_once(recipients)
    topic = topic_of(kind)
    habits = _habits([one.user_id for one in people if one.user_id is not None], topic)
    at_once = topic == Topic.SECURITY or kind in ANSWERS
    plans = []
    for one in people:
        choice, hours = habits.get(one.user_id or 0, (UNCHOSEN[topic], Hours()))
        plans.append(_plan(one, topic, choice, None if at_once else hours, now))
    return [plan for plan in plans if plan]


def _habits(user_ids: list[int], topic: Topic) -> dict[int, tuple[Choice, Hours]]:
    if not user_ids:
        return {}
    rows = run(SQL / "find_habits.sql", {"user_ids": user_ids, "topic": topic.value})
    return {
        row["user_id"]: (
            UNCHOSEN[topic]
            if row["email"] is None
            else Choice(row["email"], row["sms"], row["centre"]),
            Hours(row["from_hour"], row["until_hour"], row["outage_texts_at_night"]),
        )
        for row in rows
    }


def _plan(
    one: Recipient, topic: Topic, choice: Choice, hours: Hours | None, now: datetime
) -> list[Row]:
    """The rows for one person; without hours all of them go at once."""
    addresses = {
        "email": _address("email", one.email),
        "sms": _address("sms", one.phone),
        "centre": "",
    }
    if one.user_id is None:
        # A contact of record: by email, or by text where there is only a number.
        choice = Choice(email=True, sms=not addresses["email"], centre=True)
    goes_by = channels(
        topic=topic,
        choice=choice,
        has_email=bool(addresses["email"]),
        has_phone=bool(addresses["sms"]),
    )
    return [
        Row(
            recipient=one,
            channel=channel,
            to=addresses[channel],
            language=known_language(one.language),
            not_before_at=None
            if hours is None or channel == "centre"
            else may_go_at(now=now, channel=channel, hours=hours, is_outage=topic == Topic.OUTAGES),
            read_at=None if choice.centre else now,
        )
        for channel in goes_by
    ]


def _address(channel: Channel, text: str) -> str:
    """An address that can be written to, or nothing."""
    if not text or (channel == "sms" and not settings.SMS_ADAPTER):
        return ""
    try:
        return read_recipient(channel=channel, text=text)
    except UnableToSendMessage:
        return ""


def _each_once(recipients: Iterable[Recipient]) -> list[Recipient]:
    found: dict[tuple[str, int | None], Recipient] = {}
    for one in recipients:
        key = ("user", one.user_id) if one.user_id is not None else ("account", one.account_id)
        found.setdefault(key, one)
    return list(found.values())
