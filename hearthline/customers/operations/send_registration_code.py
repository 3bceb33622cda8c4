"""Codes for a registration: asked for on a page, made and sent by a job.

The page does the same work and gives the same answer whether there is anywhere to send a code to
or not; only the job knows.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.customers.masks import Channel
from hearthline.customers.models import Registration
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    locked_registration,
)
from hearthline.customers.registration_state import code_subject, masked_contacts, usable_contacts
from hearthline.identity.limits import Limit, take
from hearthline.identity.operations import codes
from hearthline.identity.operations.codes import Purpose, WantedCode
from hearthline.identity.queries import is_email_taken
from hearthline.kernel.queue import enqueue
from hearthline.notices.operations import UnableToSendMessage, send_message

_CODES_A_REGISTRATION = 5
_CODES_AN_HOUR = 5
_CODES_A_DAY = 12
_CODES_A_PLACE = 20


def ask_for_contact_code(*, token: str, channel: Channel, place: str, now: datetime) -> None:
    """Have a code sent to a contact of record.

    Raises:
        UnableToRegister: `GONE`, or `TOO_MANY_CODES` for this registration, account or place.
    """
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        offered = {contact.channel for contact in masked_contacts(registration, now)}
        if registration.proven_at or channel not in offered:
            raise UnableToRegister(Reason.GONE)
        subject = bytes(registration.locator_hash).hex()
        _challenge(
            registration,
            Purpose.REGISTRATION_CONTACT,
            channel,
            limited_by=subject,
            place=place,
            now=now,
        )


def ask_for_email_code(*, token: str, place: str, now: datetime) -> None:
    """Have another code sent to the email address that was chosen.

    Raises:
        UnableToRegister: `GONE`, or `TOO_MANY_CODES` for this registration, address or place.
    """
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        challenge_email(registration=registration, place=place, now=now)


def challenge_email(*, registration: Registration, place: str, now: datetime) -> None:
    """The same for a registration that is locked already."""
    if not registration.proven_at or not registration.email or registration.completed_at:
        raise UnableToRegister(Reason.GONE)
    _challenge(
        registration,
        Purpose.REGISTRATION_EMAIL,
        "email",
        limited_by=registration.email.lower(),
        place=place,
        now=now,
    )


def _challenge(
    registration: Registration,
    purpose: Purpose,
    channel: Channel,
    *,
    limited_by: str,
    place: str,
    now: datetime,
) -> None:
    subject = code_subject(registration.pk)
    limits = [
        Limit(f"{purpose} code an hour", limited_by, _CODES_AN_HOUR, timedelta(hours=1)),
        Limit(f"{purpose} code a day", limited_by, _CODES_A_DAY, timedelta(days=1)),
        Limit("registration code place", place, _CODES_A_PLACE, timedelta(hours=1)),
    ]
    asked = codes.count_codes(purpose=purpose, subject=subject)
    if asked >= _CODES_A_REGISTRATION or not take(limits, now=now):
        raise UnableToRegister(Reason.TOO_MANY_CODES)
    challenge_id = codes.ask_for_code(
        purpose=purpose,
        subject=subject,
        channel=channel,
        language=registration.language,
        sent_to=registration.email if purpose == Purpose.REGISTRATION_EMAIL else "",
        now=now,
    )
    enqueue("send_registration_code", challenge_id=challenge_id, registration_id=registration.pk)


def send_registration_code(*, challenge_id: int, registration_id: int, now: datetime) -> None:
    """Make a code and send it, if there is anywhere to send it to. Safe to call twice."""
    with transaction.atomic():
        registration = Registration.objects.filter(pk=registration_id).first()
        wanted = codes.take_up_code(challenge_id=challenge_id, now=now)
        if wanted is None or registration is None:
            return
        to = _destination(registration, wanted, now)
        if not to:
            return
        if wanted.purpose == Purpose.REGISTRATION_EMAIL and is_email_taken(to):
            _say_that_email_is_taken(registration, to, now)
            return
        code = codes.make_code(challenge_id=challenge_id, sent_to=to)
        purpose = "email" if wanted.purpose == Purpose.REGISTRATION_EMAIL else "contact"
        try:
            send_message(
                kind="registration_code",
                channel=wanted.channel,
                to=to,
                language=registration.language,
                context={"code": code, "purpose": purpose},
                account_id=registration.account_id,
                is_secret=True,
                expires_at=wanted.expires_at,
                now=now,
            )
        except UnableToSendMessage:
            # What the provider's file calls a phone number need not be one. The page can't say
            # so to somebody who has proven nothing; it offers the other ways.
            return


def _destination(registration: Registration, wanted: WantedCode, now: datetime) -> str:
    if wanted.purpose == Purpose.REGISTRATION_EMAIL:
        return wanted.sent_to
    contacts = usable_contacts(account_id=registration.account_id, now=now)
    return next((c.value for c in contacts if c.channel == wanted.channel), "")


def _say_that_email_is_taken(registration: Registration, to: str, now: datetime) -> None:
    """Tell the owner of the address, not the page: who asks hasn't shown that it is theirs."""
    send_message(
        kind="registration_email_taken",
        channel="email",
        to=to,
        language=registration.language,
        context={"sign_in_url": f"{settings.SITE_URL}/sign-in/"},
        now=now,
    )
