"""Writes of the identity room: create a user, keep count of sign-ins, sweep what ran out."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from hearthline.identity.devices import device_name
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import AttemptCount, Session, User
from hearthline.kernel.sql import run
from hearthline.notices.operations import send_message

_SQL = Path(__file__).parent / "sql"
USERNAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")
PASSWORD_MAX_LENGTH = 128
SESSIONS_KEPT = 20
"""Sessions of one user; an older one ends when a new one begins."""
FAILURE_CAP = 80
"""Wrong passwords in a row after which none is tried any more. NIST allows 100; guesses that are
under way at the same moment (at most `_PER_NAME` for each of two names) stay below it."""
_PER_NAME = 10
_PER_PLACE = 30


class UnableToCreateUser(Exception):
    """The user can't be created; `errors` says why, field by field (username, email, password)."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(errors)))
        self.errors = errors


class UnableToSignIn(Exception):
    """Too many tries for now."""


# -- Users -----------------------------------------------------------------------------------------


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
    *, password: str, username: str = "", email: str = "", name: str = ""
) -> dict[str, list[str]]:
    """What the policy has against a password: length, common ones, likeness to the person.

    Any characters are welcome, and none are demanded.
    """
    if len(password) > PASSWORD_MAX_LENGTH:
        too_long = _("Use at most %(max)d characters.") % {"max": PASSWORD_MAX_LENGTH}
        return {"password": [str(too_long)]}
    person = User(username=username, email=email, name=name)
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {"password": list(error.messages)}
    return {}


# -- Signing in ------------------------------------------------------------------------------------


def sign_in_limits(*, identifier: str, place: str) -> list[Limit]:
    """What holds back guessing: by the name that was typed, and by where it comes from.

    Args:
        identifier: the username or email address as typed.
        place: the network address; kept only as a keyed hash.
    """
    return [
        Limit("sign-in name", identifier.strip().lower(), _PER_NAME, timedelta(minutes=5)),
        Limit("sign-in place", place, _PER_PLACE, timedelta(minutes=1)),
    ]


def begin_sign_in(*, limits: Iterable[Limit], now: datetime) -> None:
    """Count a try before the password is looked at.

    Raises:
        UnableToSignIn: too many of them; the answer is the same whether the name exists or not.
    """
    if not take(limits, now=now):
        raise UnableToSignIn


def note_right_password(
    *, user_id: int, limits: Iterable[Limit], user_agent: str, now: datetime
) -> None:
    """Write down that somebody signed in, hand the try back, and end their oldest sessions."""
    run(
        _SQL / "note_right_password.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "attempt_keys": sorted(limit.key_hash for limit in limits),
            "sessions_kept": SESSIONS_KEPT - 1,
        },
    )


def note_wrong_password(*, user_id: int, user_agent: str, now: datetime) -> None:
    """Write down a wrong password, count it towards the cap, and say so when that is reached."""
    counted = run(
        _SQL / "note_wrong_password.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "cap": FAILURE_CAP,
        },
    )
    for person in counted:
        if person["failed_sign_ins"] == FAILURE_CAP:
            send_message(
                kind="sign_in_blocked",
                channel="email",
                to=person["email"],
                language=person["language"],
                context={"tries": FAILURE_CAP},
                user_id=user_id,
                now=now,
            )


def unblock_user(*, user_id: int) -> None:
    """Let a person try their password again, after somebody else guessed at it too often."""
    User.objects.filter(pk=user_id).update(failed_sign_ins=0)


def sweep(*, now: datetime) -> None:
    """Remove sessions and counters that ran out."""
    Session.objects.filter(expires_at__lte=now).delete()
    AttemptCount.objects.filter(ends_at__lte=now).delete()
