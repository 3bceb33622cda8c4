"""People come into being: a username, a verified email address, a password worth having."""

import re
from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hearthline.identity.models import User
from hearthline.identity.passwords import is_mostly_own
from hearthline.identity.queries.factors import has_second_factor

USERNAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")
PASSWORD_MAX_LENGTH = 128


class UnableToCreateUser(Exception):
    """The user can't be created; `errors` says why, field by field (username, email, password)."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


def create_user(
    *,
    username: str,
    email: str,
    language: str,
    now: datetime,
    password: str | None = None,
    password_hash: str | None = None,
    is_staff: bool = False,
) -> int:
    """Create a person whose email address has been verified.

    Either a password, which must satisfy the policy, or a hash of one that already did.

    Returns:
        The user's id.

    Raises:
        UnableToCreateUser: a field is refused, or somebody has the username or email already.
    """
    errors = username_errors(username=username) | email_errors(email=email)
    if password is not None:
        errors |= password_errors(password=password, username=username, email=email)
        password_hash = make_password(password)
    if errors:
        raise UnableToCreateUser(errors)
    user = User(
        username=username,
        email=email.lower(),
        password=password_hash or make_password(None),
        language=language,
        is_staff=is_staff,
        created_at=now,
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    except IntegrityError as error:
        raise UnableToCreateUser(_taken(error)) from error
    return user.pk


def _taken(error: IntegrityError) -> dict[str, list[str]]:
    """Which of the two names somebody else had, or got in the same moment."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if getattr(diagnosis, "constraint_name", "") == "user_username_unique":
        return {"username": [str(USERNAME_TAKEN)]}
    return {"email": [str(EMAIL_TAKEN)]}


USERNAME_TAKEN = _("Somebody already has this username. Choose another.")
EMAIL_TAKEN = _(
    "This email address already has a sign-in. Sign in with it, or use another address."
)


MOSTLY_OWN = _(
    "This password is made of what others may know of you, such as your name, address or a number"
    " of yours. Use words that have nothing to do with you."
)


def username_errors(*, username: str) -> dict[str, list[str]]:
    if USERNAME_PATTERN.fullmatch(username):
        return {}
    return {
        "username": [
            str(
                _(
                    "Use 3 to 60 letters (a to z), digits, dots, dashes or underscores,"
                    " starting with a letter or digit."
                )
            )
        ]
    }


def email_errors(*, email: str) -> dict[str, list[str]]:
    try:
        validate_email(email)
    except ValidationError:
        return {"email": [str(_("Enter an email address, such as name@example.com."))]}
    return {}


def password_errors(
    *,
    password: str,
    username: str = "",
    email: str = "",
    name: str = "",
    own: Iterable[str] = (),
    has_second_factor: bool = False,
) -> dict[str, list[str]]:
    """What the policy has against a password: length, known ones, likeness to the person.

    Any characters are welcome, and none are demanded.

    Args:
        password: as typed.
        username: the person's.
        email: the person's.
        name: the person's.
        own: what else others may know of them: account number, street, phone.
        has_second_factor: it needn't be as long then (`password_length`).
    """
    if len(password) > PASSWORD_MAX_LENGTH:
        too_long = _("Use at most %(max)d characters.") % {"max": PASSWORD_MAX_LENGTH}
        return {"password": [str(too_long)]}
    person = User(username=username, email=email, name=name)
    person.has_second_factor = has_second_factor  # type: ignore[attr-defined] # for LengthValidator
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {"password": list(error.messages)}
    if is_mostly_own(password, (username, email, name, *own)):
        return {"password": [str(MOSTLY_OWN)]}
    return {}


def password_refusals(*, user: User, password: str, own: Iterable[str] = ()) -> list[str]:
    """What the policy has against a new password of somebody who has a sign-in.

    Args:
        user: whose; what they are called and whether they have a second factor is theirs.
        password: as typed.
        own: what else others may know of them (`password_errors`).
    """
    errors = password_errors(
        password=password,
        username=user.username,
        email=user.email,
        name=user.name,
        own=(user.phone, *own),
        has_second_factor=has_second_factor(user.pk),
    )
    return errors.get("password", [])
