"""Ways back in: the username by email, or a new password by a code.

Whoever asks has proven nothing. So every step gives the same answer and does the same work whether
there is such a person or not; only the jobs know, and they answer to the email address on file.
Nor may asking lock the person out: each request has codes of its own, found by a reference that
only its browser and its message know, so that nobody can use up another's tries.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hearthline.identity.contact_changes import user_to_recover
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations.change_password import put_password
from hearthline.identity.operations.codes import (
    CODE_LIFETIME,
    CodeRefusal,
    Purpose,
    WantedCode,
    ask_for_code,
    try_code,
    use_code,
)
from hearthline.identity.operations.users import password_errors, password_refusals
from hearthline.identity.password_length import is_short
from hearthline.identity.queries import user_by_identifier
from hearthline.kernel.numbers import new_token
from hearthline.kernel.queue import enqueue
from hearthline.notices.operations import send_message

_HOUR = timedelta(hours=1)
_ASKS_A_PLACE = 20
_ASKS_A_NAME = 5
_TRIES_A_PLACE = 60
_REMINDERS_A_PERSON = 3


class RecoveryRefusal(StrEnum):
    """Why a recovery can't go on."""

    TOO_MANY = "too_many"
    WRONG_CODE = "wrong_code"
    CODE_EXPIRED = "code_expired"
    NO_TRIES_LEFT = "no_tries_left"
    REFUSED = "refused"
    """The new password is refused; `errors` says why. The code still works."""


class UnableToRecover(Exception):
    """A step of a recovery was refused; `errors` is about the new password."""

    def __init__(self, refusal: RecoveryRefusal, errors: list[str] | None = None) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.errors = errors or []


def ask_for_username(*, email: str, place: str, now: datetime) -> None:
    """Have the username that goes with an email address sent there, if there is one.

    Args:
        email: as typed.
        place: the network address; kept only as a keyed hash.
        now: when.

    Raises:
        UnableToRecover: too many requests from this place (`TOO_MANY`).
    """
    _count_ask("username", email, place, now)
    user_id = _user_meant(email)
    # Nobody's number does the same work.
    enqueue("send_username", user_id=user_id or 0)


def send_username(*, user_id: int, now: datetime) -> None:
    """Send a person their username, a few times an hour at most."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with transaction.atomic():
        limit = Limit("username reminders", str(user_id), _REMINDERS_A_PERSON, _HOUR)
        if not take([limit], now=now):
            return
        send_message(
            kind="username_reminder",
            channel="email",
            to=user.email,
            language=user.language,
            context={"username": user.username, "address": f"{settings.SITE_URL}/sign-in/"},
            user_id=user.pk,
            now=now,
        )


def ask_for_password_reset(*, identifier: str, language: str, place: str, now: datetime) -> str:
    """Have a code for a new password sent to the email address on file, if there is such a person.

    An address that was changed lately receives none: the old one does (`contact_changes`).

    Args:
        identifier: the username or email address as typed.
        language: of the page; the message is in the person's own.
        place: the network address; kept only as a keyed hash.
        now: when.

    Returns:
        The reference under which the code can be typed: keep it in the session.

    Raises:
        UnableToRecover: too many requests from this place (`TOO_MANY`).
    """
    _count_ask("password", identifier, place, now)
    user_id = user_to_recover(identifier=identifier.strip(), now=now)
    reference = new_token()
    with transaction.atomic():
        challenge_id = ask_for_code(
            purpose=Purpose.PASSWORD_RESET,
            subject=reference,
            user_id=user_id,
            channel="email",
            language=language,
            now=now,
        )
        enqueue("send_code", challenge_id=challenge_id)
    return reference


def reset_password(
    *,
    reference: str,
    code: str,
    password: str,
    place: str,
    now: datetime,
    own: Callable[[int], Iterable[str]] = lambda _: (),
    user_agent: str = "",
) -> None:
    """Put a new password with a code; all sessions end, and the person is told by email.

    A password that is refused leaves the code as it was.

    Args:
        reference: of the request, as the session or the message has it.
        code: as typed.
        password: the new one.
        place: the network address; kept only as a keyed hash.
        now: when.
        user_agent: the browser's, for the activity.
        own: what others may know of a user (`password_errors`); asked only once the code is right.

    Raises:
        UnableToRecover: with the reason.
    """
    if not take([Limit("recovery tries", place, _TRIES_A_PLACE, _HOUR)], now=now):
        raise UnableToRecover(RecoveryRefusal.TOO_MANY)
    # What the policy says about likeness to the person comes only after the code: it would tell
    # a stranger how the person is called.
    # Nor is the length that a second factor allows refused yet: that there is one, is theirs.
    errors = password_errors(password=password, has_second_factor=True).get("password", [])
    if errors:
        raise UnableToRecover(RecoveryRefusal.REFUSED, errors)
    with transaction.atomic():
        proven, refusal = try_code(
            purpose=Purpose.PASSWORD_RESET, subject=reference, code=code, now=now, is_used=False
        )
        if proven is not None:
            refusal, errors = _put(proven, password, own, user_agent, now)
    if errors:
        raise UnableToRecover(RecoveryRefusal.REFUSED, errors)
    if refusal is not None:
        raise UnableToRecover(RecoveryRefusal(refusal.value))


def _put(
    proven: WantedCode,
    password: str,
    own: Callable[[int], Iterable[str]],
    user_agent: str,
    now: datetime,
) -> tuple[CodeRefusal | None, list[str]]:
    user = User.objects.select_for_update().filter(pk=proven.user_id or 0, is_active=True).first()
    if user is None:
        return CodeRefusal.CODE_EXPIRED, []
    errors = password_refusals(user=user, password=password, own=own(user.pk))
    if not errors:
        use_code(challenge_id=proven.id, now=now)
        put_password(
            user=user,
            password_hash=make_password(password),
            is_short=is_short(password),
            session_key="",
            kind="password_reset",
            user_agent=user_agent,
            now=now,
        )
    return None, errors


def _count_ask(what: str, identifier: str, place: str, now: datetime) -> None:
    """Count by place, and by name within a place: a stranger elsewhere uses up nobody's requests.

    What one person gets in all is limited where it is sent (`send_code`, `send_username`).
    """
    name = f"{place} {identifier.strip().lower()}"
    limits = [
        Limit(f"recover {what} place", place, _ASKS_A_PLACE, _HOUR),
        Limit(f"recover {what} name", name, _ASKS_A_NAME, CODE_LIFETIME),
    ]
    if not take(limits, now=now):
        raise UnableToRecover(RecoveryRefusal.TOO_MANY)


def _user_meant(identifier: str) -> int | None:
    user = user_by_identifier(identifier.strip())
    return user.pk if user and user.is_active else None
