"""Is this message really from us? Asked with the code at its end, by who is signed in."""

from datetime import datetime, timedelta

from hearthline.customers.models import Member
from hearthline.identity.limits import Limit, take
from hearthline.identity.queries import profile_of
from hearthline.notices.checking import OwnMessage, own_message
from hearthline.notices.message_codes import read_code

CHECKS = 10
"""Codes that a person may try in ten minutes: nobody is to go through them all."""
_WINDOW = timedelta(minutes=10)


class UnableToCheckMessage(Exception):
    """Too many codes were tried; ask again in ten minutes."""


def check_message(*, user_id: int, code: str, now: datetime) -> OwnMessage | None:
    """The message with a code if it was sent to this person, or None: then it isn't to be trusted.

    What was sent to somebody else is None as well, whoever sent it: a true code in a false message
    must not make it true.

    Args:
        user_id: who asks.
        code: as typed; spaces, dashes and small letters don't matter.
        now: when.

    Raises:
        UnableToCheckMessage: too many were tried.
    """
    if not take([Limit("message check", str(user_id), CHECKS, _WINDOW)], now=now):
        raise UnableToCheckMessage
    known = read_code(code)
    if not known:
        return None
    accounts = Member.objects.filter(user_id=user_id).values_list("account_id", flat=True)
    person = profile_of(user_id=user_id)
    return own_message(
        code=known,
        user_id=user_id,
        account_ids=list(accounts),
        addresses=(person.email, person.phone),
    )
