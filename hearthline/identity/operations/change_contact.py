"""A new email address or phone number: the new one is verified, the old one is told."""

from datetime import datetime

from django.db import transaction

from hearthline.identity.contact_changes import UNDO_LIFETIME, recovery_email_of
from hearthline.identity.devices import device_name
from hearthline.identity.models import User
from hearthline.identity.operations.codes import Channel, Purpose, end_codes, forget_codes
from hearthline.identity.operations.contact_codes import (
    ContactRefusal,
    UnableToChangeContact,
    ask_for_contact_code,
    read_contact,
    try_contact_code,
)
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.undo_contact_change import keep_change, put_email
from hearthline.identity.queries import user_subject
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.notices.operations import send_message


def ask_to_change_email(*, user_id: int, email: str, place: str, now: datetime) -> None:
    """Have a code sent to a new email address. Whether somebody has it shows only there.

    Raises:
        UnableToChangeContact: `INVALID`, `SAME` or `TOO_MANY`.
    """
    to = read_contact(channel="email", text=email)
    if to == User.objects.get(pk=user_id).email.lower():
        raise UnableToChangeContact(ContactRefusal.SAME)
    _ask(user_id, Purpose.EMAIL_CHANGE, "email", to=to, place=place, now=now)


def ask_to_change_phone(*, user_id: int, phone: str, place: str, now: datetime) -> None:
    """Have a code sent to a new phone number by text message.

    Raises:
        UnableToChangeContact: `NOT_OFFERED`, `INVALID`, `SAME` or `TOO_MANY`.
    """
    to = read_contact(channel="sms", text=phone)
    if to == User.objects.get(pk=user_id).phone:
        raise UnableToChangeContact(ContactRefusal.SAME)
    _ask(user_id, Purpose.PHONE_CHANGE, "sms", to=to, place=place, now=now)


def _ask(
    user_id: int, purpose: Purpose, channel: Channel, *, to: str, place: str, now: datetime
) -> None:
    ask_for_contact_code(
        purpose=purpose,
        subject=user_subject(user_id),
        user_id=user_id,
        channel=channel,
        to=to,
        place=place,
        now=now,
    )


def change_email(*, user_id: int, code: str, now: datetime, user_agent: str = "") -> None:
    """Change the email address to the one that received the code, and tell the old one.

    Raises:
        UnableToChangeContact: `WRONG_CODE`, `CODE_EXPIRED`, `NO_TRIES_LEFT` or `TAKEN`.
    """
    with transaction.atomic():
        proven, refusal = try_contact_code(
            purpose=Purpose.EMAIL_CHANGE, subject=user_subject(user_id), code=code, now=now
        )
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
        proven, refusal = try_contact_code(
            purpose=Purpose.PHONE_CHANGE, subject=user_subject(user_id), code=code, now=now
        )
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
