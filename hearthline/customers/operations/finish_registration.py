"""The last step: verify the email address, then make user, membership and notices at once."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import (
    Account,
    ContactOfRecord,
    Member,
    Registration,
    RegistrationCode,
)
from hearthline.customers.operations.household import OWNER
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    locked_registration,
    try_code,
)
from hearthline.customers.registration_state import has_owner
from hearthline.identity.operations import UnableToCreateUser, create_user, record_event
from hearthline.identity.operations.codes import Purpose
from hearthline.notices.operations import UnableToSendMessage, send_message


def verify_registration_email(*, token: str, code: str, now: datetime) -> int:
    """Try the code that was sent to the chosen email address; if it is right, finish.

    Returns:
        The new user's id; the same again for the same form sent twice.

    Raises:
        UnableToRegister: `GONE`, `WRONG_CODE`, `CODE_EXPIRED`, `NO_TRIES_LEFT`, or as `complete`.
    """
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        if registration.completed_at and registration.user_id:
            return registration.user_id
        proven, reason = try_code(
            registration=registration, purpose=Purpose.REGISTRATION_EMAIL, code=code, now=now
        )
        # Only the address that received the code has been verified, not one chosen since.
        if proven is not None and proven.sent_to == registration.email:
            registration.email_verified_at = now
            registration.save(update_fields=["email_verified_at"])
        elif proven is not None:
            reason = Reason.CODE_EXPIRED
    if reason is not None:
        raise UnableToRegister(reason)
    return complete(token=token, now=now)


def complete(*, token: str, now: datetime) -> int:
    """Create the user as the account's owner, in one transaction.

    Raises:
        UnableToRegister: somebody else became the owner (`OWNED`), or took the username or email
            address (`REFUSED`) in the meantime.
    """
    try:
        with transaction.atomic():
            return _complete(token, now)
    except UnableToCreateUser as error:
        field = next(iter(error.errors))
        with transaction.atomic():
            registration = locked_registration(token=token, now=now)
            registration.refused_field = field
            registration.save(update_fields=["refused_field"])
        raise UnableToRegister(Reason.REFUSED, error.errors) from error


def _complete(token: str, now: datetime) -> int:
    registration = locked_registration(token=token, now=now)
    if registration.completed_at and registration.user_id:
        return registration.user_id
    account_id = registration.account_id
    if not (registration.proven_at and registration.email_verified_at and account_id):
        raise UnableToRegister(Reason.GONE)
    # Two people finishing at once wait for each other here.
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.status == Account.Status.CLOSED:
        raise UnableToRegister(Reason.GONE)
    if has_owner(account.pk):
        raise UnableToRegister(Reason.OWNED)
    user_id = create_user(
        username=registration.username,
        email=registration.email,
        password_hash=registration.password_hash,
        language=registration.language,
        now=now,
    )
    Member.objects.create(account=account, user_id=user_id, since_at=now, **OWNER)
    record_event(user_id=user_id, kind="online_access_created", account_id=account.pk, now=now)
    use_up_code(registration=registration, now=now)
    registration.completed_at = now
    registration.user_id = user_id
    registration.password_hash = ""
    registration.save()
    tell_contacts_of_record(account=account, now=now)
    return user_id


def use_up_code(*, registration: Registration, now: datetime) -> None:
    """A code from staff registers once; one that ended meanwhile no longer does."""
    code_id = registration.registration_code_id
    if code_id is None:
        return
    used = RegistrationCode.objects.filter(
        pk=code_id, used_at__isnull=True, replaced_at__isnull=True
    ).update(used_at=now)
    if not used:
        raise UnableToRegister(Reason.GONE)


def tell_contacts_of_record(*, account: Account, now: datetime) -> None:
    """Say at every contact on file that online access exists now (47 CFR 64.2010): no details."""
    for contact in ContactOfRecord.objects.filter(account=account).order_by("channel"):
        try:
            with transaction.atomic():
                send_message(
                    kind="online_access_created",
                    channel="sms" if contact.channel == "sms" else "email",
                    to=contact.value,
                    language=account.language,
                    context={},
                    account_id=account.pk,
                    now=now,
                )
        except UnableToSendMessage:
            continue  # a contact that is no address, or text messages aren't offered here
