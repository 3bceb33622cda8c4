"""Links that say "this wasn't me", for messages: signed, for one person, good for a week.

A link signs nobody in and does nothing by itself: its page says what will happen and asks first.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

LINK_LIFETIME = timedelta(days=7)
_SALT = "identity.not-me"


class UnableToReadLink(Exception):
    """It isn't one of ours, or too old."""


@dataclass(frozen=True, slots=True)
class NotMeLink:
    """Whose sign-in it is about, since when somebody else may have been in, when it was made."""

    user_id: int
    since: datetime
    made_at: datetime


def not_me_address(*, user_id: int, since: datetime, now: datetime) -> str:
    """The address at which a person can say that something wasn't them.

    Put it only into messages to the address on file.

    Args:
        user_id: whose sign-in.
        since: when it happened; what was added to the sign-in since goes.
        now: when the message is sent.
    """
    return f"{settings.SITE_URL}/security/not-me/?link={_token(user_id, since, now)}"


def _token(user_id: int, since: datetime, now: datetime) -> str:
    values = [user_id, int(since.timestamp()), int(now.timestamp())]
    return Signer(salt=_SALT).sign_object(values)


def read_not_me_link(*, token: str, now: datetime) -> NotMeLink:
    """What a link says.

    Raises:
        UnableToReadLink: it isn't one of ours, or too old.
    """
    try:
        user_id, since, made = Signer(salt=_SALT).unsign_object(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise UnableToReadLink from error
    link = NotMeLink(user_id, datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(made, UTC))
    if link.made_at + LINK_LIFETIME <= now:
        raise UnableToReadLink
    return link
