"""A new email address or phone number: the new one is verified, the old one is told."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from hearthline.identity.contact_changes import UNDO_LIFETIME, recovery_email_of
from hearthline.identity.devices import device_name
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations.codes import (
    Channel,
    Purpose,
    WantedCode,
    ask_for_code,
    end_codes,
    forget_codes,
    try_code,
)
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.undo_contact_change import keep_change, put_email
from hearthline.identity.operations.users import email_errors
from hearthline.identity.queries import user_subject
from hearthline.kernel.queue import enqueue
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.notices.operations import UnableToSendMessage, read_recipient, send_message

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_ASKS_A_USER = 5
_ASKS_AN_ADDRESS = 5
_ASKS_AN_ADDRESS_A_DAY = 12
_ASKS_A_PLACE = 20


class ContactRefusal(StrEnum):
    """Why a contact stays as it is."""

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


def ask_to_change_email(*, user_id: int, email: str, place: str, now: datetime) -> None:
    """Have a code sent to a new email address. Whether somebody has it shows only there.

    Raises:
        UnableToChangeContact: `INVALID`, `SAME` or `TOO_MANY`.
    """
    if email_errors(email=email):
        raise UnableToChangeContact(ContactRefusal.INVALID)
    user = User.objects.get(pk=user_id)
    if email.lower() == user.email.lower():
        raise UnableToChangeContact(ContactRefusal.SAME)
    _ask(user, Purpose.EMAIL_CHANGE, "email", to=email.lower(), place=place, now=now)


def ask_to_change_phone(*, user_id: int, phone: str, place: str, now: datetime) -> None:
    """Have a code sent to a new phone number by text message.

    Raises:
        UnableToChangeContact: `NOT_OFFERED`, `INVALID`, `SAME` or `TOO_MANY`.
    """
    if not is_sms_offered():
        raise UnableToChangeContact(ContactRefusal.NOT_OFFERED)
    try:
        number = read_recipient(channel="sms", text=phone)
    except UnableToSendMessage as error:
        raise UnableToChangeContact(ContactRefusal.INVALID) from error
    user = User.objects.get(pk=user_id)
    if number == user.phone:
        raise UnableToChangeContact(ContactRefusal.SAME)
    _ask(user, Purpose.PHONE_CHANGE, "sms", to=number, place=place, now=now)


def _ask(
    user: User, purpose: Purpose, channel: Channel, *, to: str, place: str, now: datetime
) -> None:
    limits = [
        Limit(f"{purpose} user", str(user.pk), _ASKS_A_USER, _HOUR),
        Limit(f"{purpose} address", to, _ASKS_AN_ADDRESS, _HOUR),
        Limit(f"{purpose} address a day", to, _ASKS_AN_ADDRESS_A_DAY, _DAY),
        Limit(f"{purpose} place", place, _ASKS_A_PLACE, _HOUR),
    ]
    if not take(limits, now=now):
        raise UnableToChangeContact(ContactRefusal.TOO_MANY)
    with transaction.atomic():
        challenge_id = ask_for_code(
            purpose=purpose,
            subject=user_subject(user.pk),
            user_id=user.pk,
            channel=channel,
            language=user.language,
            sent_to=to,
            now=now,
        )
        enqueue("send_code", challenge_id=challenge_id)


def change_email(*, user_id: int, code: str, now: datetime, user_agent: str = "") -> None:
    """Change the email address to the one that received the code, and tell the old one.

    Raises:
        UnableToChangeContact: `WRONG_CODE`, `CODE_EXPIRED`, `NO_TRIES_LEFT` or `TAKEN`.
    """
    with transaction.atomic():
        proven, refusal = _try(user_id, Purpose.EMAIL_CHANGE, code, now)
        if proven is not None and not _put_email(user_id, proven.sent_to, user_agent, now):
            refusal = ContactRefusal.TAKEN
    if refusal is not None:
        raise UnableToChangeContact(refusal)


def _put_email(user_id: int, email: str, user_agent: str, now: datetime) -> bool:
    """False if somebody else took the address meanwhile."""
    user = User.objects.select_for_update().get(pk=user_id)
    old = user.email
    if not put_email(user=user, email=email):
        return False
    # A code that went to the old address no longer opens anything.
    end_codes(user_id=user_id, purposes=(Purpose.PASSWORD_RESET, Purpose.SIGN_IN), now=now)
    record_event(user_id=user_id, kind="email_changed", device=device_name(user_agent), now=now)
    _tell(user, "email_changed", [("email", old)], old=old, new=email, now=now)
    return True


def stop_changing_email(*, user_id: int) -> None:
    """Forget the codes that went to a new email address, or are about to. Does nothing twice."""
    forget_codes(purpose=Purpose.EMAIL_CHANGE, subject=user_subject(user_id))


def change_phone(*, user_id: int, code: str, now: datetime, user_agent: str = "") -> None:
    """Change the phone number to the one that received the code; tell the old one, and by email.

    Raises:
        UnableToChangeContact: `WRONG_CODE`, `CODE_EXPIRED` or `NO_TRIES_LEFT`.
    """
    with transaction.atomic():
        proven, refusal = _try(user_id, Purpose.PHONE_CHANGE, code, now)
        if proven is not None:
            user = User.objects.select_for_update().get(pk=user_id)
            what = "changed" if user.phone else "added"
            _put_phone(user, proven.sent_to, what, user_agent, now)
    if refusal is not None:
        raise UnableToChangeContact(refusal)


def remove_phone(*, user_id: int, now: datetime, user_agent: str = "") -> None:
    """Forget the phone number; tell it, and by email. Does nothing where there is none."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if user.phone:
            _put_phone(user, "", "removed", user_agent, now)
        end_codes(user_id=user_id, purposes=(Purpose.PHONE_CHANGE,), now=now)


def _put_phone(user: User, phone: str, what: str, user_agent: str, now: datetime) -> None:
    old = user.phone
    user.phone = phone
    user.save(update_fields=["phone"])
    record_event(user_id=user.pk, kind=f"phone_{what}", device=device_name(user_agent), now=now)
    told: list[tuple[Channel, str]] = [("email", recovery_email_of(user_id=user.pk, now=now))]
    if old and is_sms_offered():
        told.append(("sms", old))
    _tell(user, "phone_changed", told, old=old, new=phone, what=what, now=now)


def _tell(
    user: User,
    kind: str,
    told: list[tuple[Channel, str]],
    *,
    old: str,
    new: str,
    now: datetime,
    what: str = "",
) -> None:
    """Tell the old contact, with an address that undoes the change: so it's a secret."""
    channel = "email" if kind == "email_changed" else "sms"
    undo = keep_change(user=user, channel=channel, old=old, new=new, now=now)
    for way, to in told:
        send_message(
            kind=kind,
            channel=way,
            to=to,
            language=user.language,
            context={"what": what, "undo": undo, "days": UNDO_LIFETIME.days},
            user_id=user.pk,
            is_secret=True,
            expires_at=now + UNDO_LIFETIME,
            now=now,
        )


def _try(
    user_id: int, purpose: Purpose, code: str, now: datetime
) -> tuple[WantedCode | None, ContactRefusal | None]:
    proven, refusal = try_code(purpose=purpose, subject=user_subject(user_id), code=code, now=now)
    return proven, None if refusal is None else ContactRefusal(refusal.value)
