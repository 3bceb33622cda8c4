"""What pages and sign-in ask about users."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from hearthline.identity.models import Challenge, Session, SignIn, User
from hearthline.kernel.numbers import token_hash


def user_by_identifier(identifier: str) -> User | None:
    """The user with this username or email address, in any case. One query, by an index.

    Usernames hold no @ and email addresses always do, so a text is one or the other.
    """
    field = "email" if "@" in identifier else "username"
    return (
        User.objects.annotate(identifier=Lower(field))
        .filter(identifier=Lower(Value(identifier)))
        .first()
    )


def user_by_id(user_id: int) -> User | None:
    """An active user, to be signed in."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def user_id_of(identifier: str) -> int | None:
    """For staff, who name a person by username or email address."""
    user = user_by_identifier(identifier.strip())
    return None if user is None else user.pk


def is_username_taken(username: str) -> bool:
    return _exists("username", username)


def is_email_taken(email: str) -> bool:
    return _exists("email", email)


def _exists(field: str, value: str) -> bool:
    return (
        User.objects.annotate(identifier=Lower(field))
        .filter(identifier=Lower(Value(value)))
        .exists()
    )


def user_subject(user_id: int) -> str:
    """What codes for a user's own changes are for, as `operations.codes` has it."""
    return f"user:{user_id}"


# -- Who somebody is -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as they see themselves; `phone` in E.164, `name` and `phone` empty until given."""

    username: str
    name: str
    email: str
    phone: str
    language: str


def profile_of(*, user_id: int) -> Profile:
    user = User.objects.get(pk=user_id)
    return Profile(user.username, user.name, user.email, user.phone, user.language)


def contact_being_changed(*, user_id: int, purpose: Challenge.Purpose) -> str:
    """The email address or phone number that a code was sent to and that isn't verified yet.

    Empty where no change is under way.
    """
    newest = (
        Challenge.objects.filter(purpose=purpose, subject=user_subject(user_id))
        .order_by("-id")
        .first()
    )
    return newest.sent_to if newest and newest.used_at is None else ""


# -- Where somebody is signed in -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser that is signed in. `device` is in words, or empty where it isn't known.

    `seen_at` may be a few minutes too early.
    """

    reference: str
    device: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One attempt to sign in; `outcome` is one of `SignIn.Outcome`."""

    at: datetime
    outcome: str
    device: str


def session_reference(key_hash: bytes) -> str:
    """How a page names a session: stays the same, and signs nobody in."""
    return salted_hmac("identity.session", key_hash, algorithm="sha256").hexdigest()[:32]


def sessions_of(*, user_id: int, session_key: str, now: datetime) -> tuple[SessionLine, ...]:
    """A user's sessions, this one (by its key) first, then the one seen last."""
    this = token_hash(session_key)
    found = Session.objects.filter(user_id=user_id, expires_at__gt=now).order_by("-seen_at")
    lines = [
        SessionLine(
            reference=session_reference(bytes(session.key_hash)),
            device=session.device,
            began_at=session.created_at,
            seen_at=session.seen_at,
            is_this=bytes(session.key_hash) == this,
        )
        for session in found
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_this))


def recent_sign_ins(*, user_id: int, limit: int = 20) -> tuple[SignInLine, ...]:
    """The newest attempts to sign in, newest first."""
    found = SignIn.objects.filter(user_id=user_id).order_by("-id")[:limit]
    return tuple(SignInLine(row.at, row.outcome, row.device) for row in found)
