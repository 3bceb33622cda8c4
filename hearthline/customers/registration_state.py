"""Where a registration stands, as its pages show it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.crypto import salted_hmac

from hearthline.customers.masks import MaskedContact, decoys, mask
from hearthline.customers.models import (
    Account,
    ContactOfRecord,
    Member,
    Registration,
)
from hearthline.identity.contact_changes import PROOF_AGE
from hearthline.identity.operations.codes import Purpose, newest_code
from hearthline.kernel.clock import provider_date
from hearthline.kernel.numbers import token_hash
from hearthline.notices.adapters.sms import is_sms_offered

Stage = Literal["contact", "code", "owned", "details", "email", "done"]


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """A registration that is under way.

    `contacts` are real or decoys, and nothing here tells which. `sent_to` is the mask of the
    contact that the newest code went to, if one was asked for. `reference` goes into each form,
    so that a page left open in another tab can't act on a registration begun later.
    """

    reference: str
    stage: Stage
    contacts: list[MaskedContact]
    sent_to: MaskedContact | None
    language: str
    username: str
    email: str
    proven_email: str
    refused_field: str
    user_id: int | None


def registration_of(*, token: str, now: datetime) -> RegistrationState | None:
    """The registration of a token, or None if there is none or its hour is over.

    Three queries, whether the details matched an account or not.
    """
    registration = Registration.objects.filter(token_hash=token_hash(token)).first()
    if registration is None or registration.expires_at <= now:
        return None
    contacts = masked_contacts(registration, now)
    challenge = newest_code(
        purpose=Purpose.REGISTRATION_CONTACT, subject=code_subject(registration.pk)
    )
    sent_to = None
    if challenge is not None:
        sent_to = next((c for c in contacts if c.channel == challenge.channel), None)
    return RegistrationState(
        reference=reference_of(registration.pk),
        stage=_stage(registration, has_challenge=challenge is not None),
        contacts=contacts,
        sent_to=sent_to,
        language=registration.language,
        username=registration.username,
        email=registration.email,
        proven_email=registration.proven_email,
        refused_field=registration.refused_field,
        user_id=registration.user_id,
    )


def code_subject(registration_id: int) -> str:
    """What a registration's codes are for, as `identity.operations.codes` has it."""
    return f"registration:{registration_id}"


def reference_of(registration_id: int) -> str:
    return salted_hmac("customers.registration", str(registration_id)).hexdigest()[:16]


def _stage(registration: Registration, *, has_challenge: bool) -> Stage:
    if registration.completed_at:
        return "done"
    if not registration.proven_at:
        return "code" if has_challenge else "contact"
    if has_owner(registration.account_id or 0):
        return "owned"
    if not registration.username or not registration.password_hash or registration.refused_field:
        return "details"
    return "email"


def has_owner(account_id: int) -> bool:
    return Member.objects.filter(account_id=account_id, role=Member.Role.OWNER).exists()


def usable_contacts(*, account_id: int | None, now: datetime) -> list[ContactOfRecord]:
    """The contacts of record that can prove something: on file long enough, and offered here."""
    channels = ["email", "sms"] if is_sms_offered() else ["email"]
    return list(
        ContactOfRecord.objects.filter(
            # Nobody's number, so that a registration without an account asks the same.
            account_id=account_id or 0,
            channel__in=channels,
            since_date__lte=provider_date(now) - PROOF_AGE,
        )
        .exclude(account__status=Account.Status.CLOSED)
        .order_by("channel")
    )


def masked_contacts(registration: Registration, now: datetime) -> list[MaskedContact]:
    contacts = usable_contacts(account_id=registration.account_id, now=now)
    if not contacts:
        return decoys(locator=bytes(registration.locator_hash), sms_offered=is_sms_offered())
    return [
        MaskedContact(channel, mask(channel, contact.value))
        for contact in contacts
        for channel in ("email", "sms")
        if contact.channel == channel
    ]


def account_id_of_number(number: str) -> int | None:
    """For staff, who name an account by its number exactly."""
    return Account.objects.filter(number=number.strip()).values_list("pk", flat=True).first()
