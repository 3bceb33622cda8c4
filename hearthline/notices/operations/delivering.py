"""Deliver messages: claim, send outside any transaction, write down what happened."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from hearthline.kernel.sql import run
from hearthline.notices.adapters.mail import Mail, UnableToSendMail, mail_sender
from hearthline.notices.adapters.sms import Sms, UnableToSendSms, sms_sender
from hearthline.notices.message_codes import fill_in
from hearthline.notices.models import Message

log = structlog.get_logger(__name__)
SQL = Path(__file__).parents[1] / "sql"

MAX_ATTEMPTS = 10
CLAIM_TIME = timedelta(minutes=3)
"""Longer than any adapter's time-outs together; a worker that dies gives its message back then."""
_BATCH_S = 60.0
"""A batch ends long enough before its claim does for the message at hand to be sent."""


class UnableToDeliverYet(Exception):
    """Delivery failed for now, or another worker is on it; the job tries again."""


def deliver_message(*, message_id: int, now: datetime) -> None:
    """Hand a message to its channel's server once; safe to call any number of times.

    A crash between the server's yes and our writing it down sends the message again, under the
    same Message-ID, by which mail servers and readers know it for the same one.

    Raises:
        UnableToDeliverYet: try again later.
    """
    deliver_messages(message_ids=[message_id], now=now)


def deliver_messages(*, message_ids: Sequence[int], now: datetime) -> None:
    """The same for several, each handed over and written down before the next.

    When a server has no time, those behind wait as well: it is the same server.

    Raises:
        UnableToDeliverYet: some are not done; try again later.
    """
    claimed = _claim(message_ids, now)
    left = len(set(message_ids)) - len(claimed)
    begun = time.monotonic()
    while claimed:
        message = claimed.pop(0)
        if time.monotonic() - begun > _BATCH_S:
            _give_back([message, *claimed])
            raise UnableToDeliverYet("this takes long; the rest goes in another turn")
        try:
            _deliver(message, now)
        except UnableToDeliverYet:
            _give_back(claimed)
            raise
    waiting = Message.objects.filter(pk__in=message_ids, status=Message.Status.QUEUED)
    if left and waiting.exists():
        raise UnableToDeliverYet("another worker is on it, or it is not time yet")


def _claim(message_ids: Sequence[int], now: datetime) -> list[Message]:
    """Take the queued ones for ourselves; least tried first, so that one doesn't block others."""
    claimed = run(
        SQL / "claim_messages.sql",
        {"ids": list(message_ids), "now": now, "until": now + CLAIM_TIME},
    )
    mine = Message.objects.filter(pk__in=[row["id"] for row in claimed])
    return list(mine.select_related("wording").order_by("attempts", "pk"))


def _deliver(message: Message, now: datetime) -> None:
    if message.expires_at is not None and message.expires_at <= now:
        _finish(message, now, failure="expired before it could be sent")
        return
    try:
        _hand_over(message, now)
    except (UnableToSendMail, UnableToSendSms) as error:
        if error.can_retry and message.attempts < MAX_ATTEMPTS:
            _release(message, failure=str(error))
            raise UnableToDeliverYet(str(error)) from error
        _finish(message, now, failure=str(error))
        return
    _finish(message, now, failure="")


def _hand_over(message: Message, now: datetime) -> None:
    words = message.wording or message
    if message.channel == Message.Channel.SMS:
        sms_sender().send(
            Sms(
                reference=_reference(message),
                to=message.recipient,
                text=fill_in(words.body_text, message.code),
            )
        )
    else:
        mail_sender().send(
            Mail(
                reference=_reference(message),
                to=message.recipient,
                subject=message.subject,
                text=fill_in(words.body_text, message.code),
                at=now,
                html=fill_in(words.body_html, message.code),
            )
        )


def _reference(message: Message) -> str:
    """The same for every attempt, and tells nobody how many messages we send."""
    return salted_hmac("notices.message", str(message.pk), algorithm="sha256").hexdigest()[:32]


def _release(message: Message, *, failure: str) -> None:
    Message.objects.filter(pk=message.pk, status=Message.Status.QUEUED).update(
        claimed_until_at=None, failure=failure[:200]
    )
    log.warning("message delayed", message_id=message.pk, kind=message.kind, reason=failure)


def _give_back(messages: Sequence[Message]) -> None:
    """Those that were claimed and not tried."""
    Message.objects.filter(
        pk__in=[message.pk for message in messages], status=Message.Status.QUEUED
    ).update(claimed_until_at=None, attempts=F("attempts") - 1)


def _finish(message: Message, now: datetime, *, failure: str) -> None:
    blanks: dict[str, str] = {}
    if message.is_secret and not settings.DEMO:
        blanks = {"body_text": "", "body_html": ""}
    Message.objects.filter(pk=message.pk, status=Message.Status.QUEUED).update(
        status=Message.Status.FAILED if failure else Message.Status.SENT,
        sent_at=None if failure else now,
        failure=failure[:200],
        claimed_until_at=None,
        **blanks,
    )
    if failure:
        log.error("message failed", message_id=message.pk, kind=message.kind, reason=failure)
    else:
        log.info("message sent", message_id=message.pk, kind=message.kind)
