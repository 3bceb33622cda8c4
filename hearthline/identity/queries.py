"""What pages and sign-in ask about users."""

from django.db.models import Value
from django.db.models.functions import Lower

from hearthline.identity.models import User


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
