"""The second step: prove that the account is yours, by a code to its contact or one from staff."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare

from hearthline.customers.models import Registration, RegistrationCode
from hearthline.customers.operations.issue_registration_code import (
    plain_registration_code,
    registration_code_hash,
)
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    locked_registration,
    try_code,
)
from hearthline.identity.limits import Limit, take
from hearthline.identity.operations.codes import CODE_TRIES, Purpose

_TRIES_A_DAY = 20


def prove_by_contact(*, token: str, code: str, now: datetime) -> None:
    """Try the code that was sent to the contact of record.

    Raises:
        UnableToRegister: `GONE`, `WRONG_CODE`, `CODE_EXPIRED` or `NO_TRIES_LEFT`.
    """
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        if registration.proven_at:
            return
        proven, reason = try_code(
            registration=registration, purpose=Purpose.REGISTRATION_CONTACT, code=code, now=now
        )
        if proven is not None:
            registration.proven_at = now
            registration.proven_by = proven.channel
            if proven.channel == "email":
                registration.proven_email = proven.sent_to.lower()
            registration.save(update_fields=["proven_at", "proven_by", "proven_email"])
    if reason is not None:
        raise UnableToRegister(reason)


def prove_by_registration_code(*, token: str, code: str, now: datetime) -> None:
    """Try a code that staff issued. It is used up when the registration is finished.

    Raises:
        UnableToRegister: `GONE`, `WRONG_CODE` (or run out, used, replaced) or `NO_TRIES_LEFT`.
    """
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        if registration.proven_at:
            return
        reason = _try_registration_code(registration, code, now)
        registration.save(
            update_fields=["code_tries", "proven_at", "proven_by", "registration_code"]
        )
    if reason is not None:
        raise UnableToRegister(reason)


def _try_registration_code(registration: Registration, code: str, now: datetime) -> Reason | None:
    subject = bytes(registration.locator_hash).hex()
    limit = Limit("registration code try", subject, _TRIES_A_DAY, timedelta(days=1))
    if registration.code_tries >= CODE_TRIES or not take([limit], now=now):
        return Reason.NO_TRIES_LEFT
    registration.code_tries += 1
    # Nobody's number asks the same where the details match no account.
    account_id = registration.account_id or 0
    known = RegistrationCode.objects.filter(
        account_id=account_id, used_at__isnull=True, replaced_at__isnull=True, expires_at__gt=now
    ).first()
    typed = registration_code_hash(account_id=account_id, code=plain_registration_code(text=code))
    if not constant_time_compare(typed, bytes(known.code_hash) if known else b""):
        return Reason.WRONG_CODE
    registration.proven_at = now
    registration.proven_by = Registration.ProvenBy.CODE
    registration.registration_code = known
    return None
