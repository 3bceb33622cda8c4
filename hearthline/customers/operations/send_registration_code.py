"""Codes for a registration: asked for on a page, made and sent by a job.

The page does the same work and gives the same answer whether there is anywhere to send a code to
or not; only the job knows.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.customers.masks import Channel
from hearthline.customers.models import Registration, RegistrationChallenge
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    challenge_hash,
    locked_registration,
)
from hearthline.customers.registration_state import masked_contacts, usable_contacts
from hearthline.identity.limits import Limit, take
from hearthline.identity.queries import is_email_taken
from hearthline.kernel.numbers import new_code
from hearthline.kernel.queue import enqueue
from hearthline.notices.operations import UnableToSendMessage, send_message

CODE_LIFETIME = timedelta(minutes=10)
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
        _challenge(registration, "contact", channel, subject=subject, place=place, now=now)


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
    subject = registration.email.lower()
    _challenge(registration, "email", "email", subject=subject, place=place, now=now)


def _challenge(
    registration: Registration,
    purpose: str,
    channel: Channel,
    *,
    subject: str,
    place: str,
    now: datetime,
) -> None:
    earlier = RegistrationChallenge.objects.filter(registration=registration, purpose=purpose)
    limits = [
        Limit(f"{purpose} code an hour", subject, _CODES_AN_HOUR, timedelta(hours=1)),
        Limit(f"{purpose} code a day", subject, _CODES_A_DAY, timedelta(days=1)),
        Limit("registration code place", place, _CODES_A_PLACE, timedelta(hours=1)),
    ]
    if earlier.count() >= _CODES_A_REGISTRATION or not take(limits, now=now):
        raise UnableToRegister(Reason.TOO_MANY_CODES)
    challenge = RegistrationChallenge.objects.create(
        registration=registration,
        purpose=purpose,
        channel=channel,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    enqueue("send_registration_code", challenge_id=challenge.pk)


def send_registration_code(*, challenge_id: int, now: datetime) -> None:
    """Make a code and send it, if there is anywhere to send it to. Safe to call twice."""
    with transaction.atomic():
        challenge = (
            RegistrationChallenge.objects.select_for_update(of=("self",))
            .select_related("registration")
            .filter(pk=challenge_id, sent_to="", expires_at__gt=now)
            .first()
        )
        if challenge is None:
            return
        registration = challenge.registration
        to = _destination(challenge, now)
        if not to:
            return
        challenge.sent_to = to
        if challenge.purpose == "email" and is_email_taken(to):
            challenge.save(update_fields=["sent_to"])
            _say_that_email_is_taken(registration, to, now)
            return
        code = new_code()
        challenge.code_hash = challenge_hash(challenge=challenge, code=code)
        challenge.save(update_fields=["code_hash", "sent_to"])
        channel: Channel = "sms" if challenge.channel == "sms" else "email"
        try:
            send_message(
                kind="registration_code",
                channel=channel,
                to=to,
                language=registration.language,
                context={"code": f"{code[:4]} {code[4:]}", "purpose": challenge.purpose},
                account_id=registration.account_id,
                is_secret=True,
                expires_at=challenge.expires_at,
                now=now,
            )
        except UnableToSendMessage:
            # What the provider's file calls a phone number need not be one. The page can't say
            # so to somebody who has proven nothing; it offers the other ways.
            return


def _destination(challenge: RegistrationChallenge, now: datetime) -> str:
    if challenge.purpose == "email":
        return challenge.registration.email
    contacts = usable_contacts(account_id=challenge.registration.account_id, now=now)
    return next((c.value for c in contacts if c.channel == challenge.channel), "")


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
