"""What pages and sign-in ask about persons."""

from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import Lower

from hearthline.identity.models import Challenge, User


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


def is_staff(*, user_id: int) -> bool:
    """Whether a sign-in is a member of staff's: such a one opens no account of its own."""
    return User.objects.filter(pk=user_id, is_staff=True).exists()


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
    return code_under_way(purpose=purpose, subject=user_subject(user_id))


def code_under_way(*, purpose: Challenge.Purpose, subject: str) -> str:
    """Where the newest code for a subject went; empty where none is waiting to be typed."""
    newest = Challenge.objects.filter(purpose=purpose, subject=subject).order_by("-id").first()
    return newest.sent_to if newest and newest.used_at is None else ""
