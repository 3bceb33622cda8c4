"""The third step: username, email address and password."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from hearthline.customers.models import Registration
from hearthline.customers.operations.finish_registration import complete
from hearthline.customers.operations.registering import (
    Reason,
    UnableToRegister,
    locked_registration,
)
from hearthline.customers.operations.send_registration_code import challenge_email
from hearthline.customers.queries import words_of_account
from hearthline.customers.registration_state import has_owner
from hearthline.identity import operations as identity
from hearthline.identity.queries import is_email_taken, is_username_taken
from hearthline.kernel.numbers import token_hash


def choose_sign_in(
    *,
    token: str,
    username: str,
    email: str,
    password: str,
    language: str,
    place: str,
    now: datetime,
) -> int | None:
    """Keep what somebody chose and have a code sent to the email address.

    Where the code of the second step went to that very address, it has been verified already,
    and the registration is finished here.

    Returns:
        The new user's id if the registration is finished, else None.

    Raises:
        UnableToRegister: `GONE`, `OWNED`, `TOO_MANY_CODES`, or `REFUSED` with `errors` by field.
    """
    # A look without a lock first: hashing the password takes a while.
    seen = (
        Registration.objects.select_related("account").filter(token_hash=token_hash(token)).first()
    )
    if seen is None or seen.proven_at is None or seen.account is None:
        raise UnableToRegister(Reason.GONE)
    if seen.completed_at:
        return seen.user_id  # the same form again
    errors = _errors(seen, username=username, email=email, password=password)
    if errors:
        raise UnableToRegister(Reason.REFUSED, errors)
    password_hash = make_password(password)
    with transaction.atomic():
        registration = locked_registration(token=token, now=now)
        if registration.completed_at:
            return registration.user_id
        if has_owner(registration.account_id or 0):
            raise UnableToRegister(Reason.OWNED)
        is_verified = email.lower() == registration.proven_email or (
            email.lower() == registration.email and registration.email_verified_at is not None
        )
        registration.username = username
        registration.email = email.lower()
        registration.password_hash = password_hash
        registration.language = language
        registration.refused_field = ""
        registration.email_verified_at = now if is_verified else None
        registration.save()
        if not is_verified:
            challenge_email(registration=registration, place=place, now=now)
            return None
    return complete(token=token, now=now)


def _errors(
    registration: Registration, *, username: str, email: str, password: str
) -> dict[str, list[str]]:
    name = registration.account.name if registration.account else ""
    errors = identity.username_errors(username=username) or (
        {"username": [str(identity.USERNAME_TAKEN)]} if is_username_taken(username) else {}
    )
    errors |= identity.email_errors(email=email) or _taken_own_email(registration, email)
    errors |= identity.password_errors(
        password=password,
        username=username,
        email=email,
        name=name,
        own=words_of_account(registration.account_id or 0),
    )
    return errors


def _taken_own_email(registration: Registration, email: str) -> dict[str, list[str]]:
    """Say that an address is taken only to who has shown that it is theirs; else a mail says it."""
    if email.lower() == registration.proven_email and is_email_taken(email):
        return {"email": [str(identity.EMAIL_TAKEN)]}
    return {}
