"""Writes of the notices room: send a message, deliver it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, assert_never, cast

import phonenumbers
import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from django.utils.crypto import salted_hmac

from hearthline.kernel.queue import enqueue
from hearthline.notices.adapters.mail import Mail, UnableToSendMail, mail_sender
from hearthline.notices.adapters.sms import Sms, UnableToSendSms, sms_sender
from hearthline.notices.models import Message

log = structlog.get_logger(__name__)

Channel = Literal["email", "sms"]
MAX_ATTEMPTS = 10
CLAIM_TIME = timedelta(minutes=3)
"""Longer than any adapter's time-outs together; a worker that dies gives its message back then."""


class UnableToSendMessage(Exception):
    """The recipient is no address of the channel, or the channel isn't offered here."""


class UnableToDeliverYet(Exception):
    """Delivery failed for now, or another worker is on it; the job tries again."""


# -- Sending: render, keep, enqueue ----------------------------------------------------------------


def send_message(
    *,
    kind: str,
    channel: Channel,
    to: str,
    language: str,
    context: Mapping[str, Any],
    now: datetime,
    account_id: int | None = None,
    user_id: int | None = None,
    is_secret: bool = False,
    expires_at: datetime | None = None,
) -> int:
    """Render a message, keep it and enqueue its delivery, all in the caller's transaction.

    Templates are `templates/messages/<kind>.subject.txt`, `<kind>.txt` and, where there is one,
    `<kind>.html` for email; `<kind>.sms.txt` for SMS. Any room may bring its own. Besides
    `context` they see `provider_name`, `provider_phone`, `provider_email` and `site_url`.

    Args:
        kind: which templates.
        channel: `email` or `sms`.
        to: an email address, or a phone number (of the provider's country, or with +).
        language: the reader's; one that we don't have becomes the first we do.
        context: what the templates are about.
        now: when it is sent.
        account_id: the account it is about, on whose pages it will be listed.
        user_id: the person it is about.
        is_secret: the text holds a code: blanked after delivery, never on a page. The subject
            must not hold it.
        expires_at: not sent after this moment.

    Returns:
        The message's id.

    Raises:
        UnableToSendMessage: `to` is no address of this channel, or the channel isn't offered.
    """
    recipient = read_recipient(channel=channel, text=to)
    known_language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known_language):
        text = _render(kind, channel, {**context, "language": known_language})
    with transaction.atomic():
        message = Message.objects.create(
            kind=kind,
            channel=channel,
            recipient=recipient,
            language=known_language,
            subject=text.subject,
            body_text=text.plain,
            body_html=text.html,
            account_id=account_id,
            user_id=user_id,
            is_secret=is_secret,
            created_at=now,
            expires_at=expires_at,
        )
        enqueue("deliver_message", message_id=message.pk)
    return message.pk


def read_recipient(*, channel: Channel, text: str) -> str:
    """An address as it is kept: the email address, or the phone number as +15550100199 (E.164).

    Raises:
        UnableToSendMessage: not an address of this channel, or the channel isn't offered.
    """
    if channel == "email":
        try:
            validate_email(text)
        except ValidationError as error:
            raise UnableToSendMessage("not an email address") from error
        return text
    if not settings.SMS_ADAPTER:
        raise UnableToSendMessage("text messages are not offered")
    try:
        number = phonenumbers.parse(text, settings.PROVIDER_COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise UnableToSendMessage("not a phone number") from error
    if not phonenumbers.is_possible_number(number):
        raise UnableToSendMessage("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@dataclass(frozen=True, slots=True)
class _Text:
    subject: str
    plain: str
    html: str


def _render(kind: str, channel: Channel, context: dict[str, Any]) -> _Text:
    values = context | {
        "provider_name": settings.PROVIDER_NAME,
        "provider_phone": settings.PROVIDER_PHONE,
        "provider_email": settings.PROVIDER_EMAIL,
        "site_url": settings.SITE_URL,
    }
    if channel == "sms":
        return _Text(subject="", plain=_plain(f"{kind}.sms.txt", values).strip(), html="")
    # One line, whatever the context brought: a subject can't start another header.
    subject = " ".join(_plain(f"{kind}.subject.txt", values).split())[:250]
    values["subject"] = subject
    return _Text(
        subject=subject,
        plain=_plain(f"{kind}.txt", values).strip() + "\n",
        html=_html(f"{kind}.html", values),
    )


def _plain(name: str, values: dict[str, Any]) -> str:
    """Render a text template without HTML escaping: `AT&T` stays as it is."""
    backend = cast("Any", get_template(f"messages/{name}"))
    return str(backend.template.render(Context(values, autoescape=False)))


def _html(name: str, values: dict[str, Any]) -> str:
    try:
        template = get_template(f"messages/{name}")
    except TemplateDoesNotExist as error:
        if error.args and error.args[0] != f"messages/{name}":
            raise
        return ""
    return str(template.render(values))


# -- Delivering: claim, send outside any transaction, write down what happened ---------------------


def deliver_message(*, message_id: int, now: datetime) -> None:
    """Hand a message to its channel's server once; safe to call any number of times.

    A crash between the server's yes and our writing it down sends the message again, under the
    same Message-ID, by which mail servers and readers know it for the same one.

    Raises:
        UnableToDeliverYet: try again later.
    """
    message = _claim(message_id, now)
    if message is None:
        return
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


def _claim(message_id: int, now: datetime) -> Message | None:
    """Take a queued message for ourselves, or None if it is done."""
    free = Q(claimed_until_at__isnull=True) | Q(claimed_until_at__lte=now)
    taken = Message.objects.filter(free, pk=message_id, status=Message.Status.QUEUED).update(
        claimed_until_at=now + CLAIM_TIME, attempts=F("attempts") + 1
    )
    message = Message.objects.filter(pk=message_id).first()
    if taken:
        return message
    if message is not None and message.status == Message.Status.QUEUED:
        raise UnableToDeliverYet("another worker is on it")
    return None


def _hand_over(message: Message, now: datetime) -> None:
    channel = cast("Channel", message.channel)
    match channel:
        case "email":
            mail_sender().send(
                Mail(
                    reference=_reference(message),
                    to=message.recipient,
                    subject=message.subject,
                    text=message.body_text,
                    at=now,
                    html=message.body_html,
                )
            )
        case "sms":
            sms_sender().send(
                Sms(reference=_reference(message), to=message.recipient, text=message.body_text)
            )
        case _:
            assert_never(channel)


def _reference(message: Message) -> str:
    """The same for every attempt, and tells nobody how many messages we send."""
    return salted_hmac("notices.message", str(message.pk), algorithm="sha256").hexdigest()[:32]


def _release(message: Message, *, failure: str) -> None:
    Message.objects.filter(pk=message.pk, status=Message.Status.QUEUED).update(
        claimed_until_at=None, failure=failure[:200]
    )
    log.warning("message delayed", message_id=message.pk, kind=message.kind, reason=failure)


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
