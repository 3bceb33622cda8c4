"""Send one message by one channel: render, keep, enqueue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hearthline.kernel.queue import enqueue
from hearthline.notices.addresses import Channel, known_language, read_recipient
from hearthline.notices.message_codes import new_codes
from hearthline.notices.models import Message
from hearthline.notices.operations.rendering import render


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

    For what goes to one address whatever anybody chose: codes and security. What tells people
    something goes by `send_to_many` or `customers.operations.tell_members`.

    Templates are `templates/messages/<kind>.subject.txt`, `<kind>.txt` and, where there is one,
    `<kind>.html` for email; `<kind>.sms.txt` for SMS. Any room may bring its own. Besides
    `context` they see `provider_name`, `provider_phone`, `provider_email`, `site_url`,
    `messages_url` and `notifications_url`. Each text ends with the message's own code.

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
    language = known_language(language)
    (code,) = new_codes(1)
    text = render(kind=kind, channel=channel, language=language, context=context).with_code(code)
    with transaction.atomic():
        message = Message.objects.create(
            kind=kind,
            channel=channel,
            recipient=recipient,
            language=language,
            subject=text.subject,
            body_text=text.plain,
            body_html=text.html,
            code=code,
            account_id=account_id,
            user_id=user_id,
            is_secret=is_secret,
            created_at=now,
            expires_at=expires_at,
        )
        enqueue("deliver_message", message_id=message.pk)
    return message.pk
