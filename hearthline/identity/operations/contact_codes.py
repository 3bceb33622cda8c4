"""What all changes of a contact share: reading it, a code that goes there, why it is refused.

A person's own email address and phone number, and an account's contacts of record (`customers`),
are changed alike.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations.codes import (
    Channel,
    Purpose,
    WantedCode,
    ask_for_code,
    try_code,
)
from hearthline.identity.operations.users import email_errors
from hearthline.kernel.queue import enqueue
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.notices.operations import UnableToSendMessage, read_recipient

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ASKS_A_SUBJECT = 5
_ASKS_AN_ADDRESS = 5
_ASKS_AN_ADDRESS_A_DAY = 12
_ASKS_A_PLACE = 20


class ContactRefusal(StrEnum):
    """Why a contact stays as it is."""

    NOT_OWNER = "not_owner"
    """It is an account's, and only its owner changes that."""
    INVALID = "invalid"
    SAME = "same"
    NOT_OFFERED = "not_offered"
    """This provider sends no text messages."""
    TOO_MANY = "too_many"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    NO_TRIES_LEFT = "no_tries_left"
    TAKEN = "taken"
    """Somebody else took the address meanwhile. Said only to who has proven that it is theirs."""


class UnableToChangeContact(Exception):
    """The contact stays as it is."""

    def __init__(self, refusal: ContactRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def read_contact(*, channel: Channel, text: str) -> str:
    """A new email address in small letters, or a phone number in E.164, as it was typed.

    Raises:
        UnableToChangeContact: `NOT_OFFERED` or `INVALID`.
    """
    if channel == "sms" and not is_sms_offered():
        raise UnableToChangeContact(ContactRefusal.NOT_OFFERED)
    if channel == "email" and email_errors(email=text):
        raise UnableToChangeContact(ContactRefusal.INVALID)
    try:
        return read_recipient(channel=channel, text=text).lower()
    except UnableToSendMessage as error:
        raise UnableToChangeContact(ContactRefusal.INVALID) from error


def ask_for_contact_code(
    *,
    purpose: Purpose,
    subject: str,
    user_id: int,
    channel: Channel,
    to: str,
    place: str,
    now: datetime,
) -> None:
    """Have a code sent to a new contact. How many go to one address counts all purposes together.

    Args:
        purpose: what it is for.
        subject: whose contact, as `codes` has it.
        user_id: who asks; the code is in their language.
        channel: by which it goes.
        to: where, as `read_contact` has it.
        place: the network address it was asked from; kept only as a keyed hash.
        now: when.

    Raises:
        UnableToChangeContact: `TOO_MANY`.
    """
    limits = [
        Limit(f"{purpose} codes", subject, _ASKS_A_SUBJECT, _HOUR),
        Limit("contact codes to an address", to, _ASKS_AN_ADDRESS, _HOUR),
        Limit("contact codes to an address a day", to, _ASKS_AN_ADDRESS_A_DAY, _DAY),
        Limit("contact codes of a place", place, _ASKS_A_PLACE, _HOUR),
    ]
    if not take(limits, now=now):
        raise UnableToChangeContact(ContactRefusal.TOO_MANY)
    with transaction.atomic():
        challenge_id = ask_for_code(
            purpose=purpose,
            subject=subject,
            user_id=user_id,
            channel=channel,
            language=User.objects.get(pk=user_id).language,
            sent_to=to,
            now=now,
        )
        enqueue("send_code", challenge_id=challenge_id)


def try_contact_code(
    *, purpose: Purpose, subject: str, code: str, now: datetime
) -> tuple[WantedCode | None, ContactRefusal | None]:
    """The contact that a right code has proven, or why it wasn't right (`try_code`)."""
    proven, refusal = try_code(purpose=purpose, subject=subject, code=code, now=now)
    return proven, None if refusal is None else ContactRefusal(refusal.value)
