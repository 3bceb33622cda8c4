"""End sessions: the next request that comes with their cookie is nobody's."""

from hearthline.identity.models import Session
from hearthline.identity.queries import session_reference
from hearthline.kernel.numbers import token_hash


class UnableToEndSession(Exception):
    """The user has no such session."""


def end_session(*, user_id: int, reference: str) -> None:
    """End one of a user's sessions.

    Raises:
        UnableToEndSession: it isn't theirs, has ended already, or never was.
    """
    keys = Session.objects.filter(user_id=user_id).values_list("key_hash", flat=True)
    found = next((key for key in keys if session_reference(bytes(key)) == reference), None)
    if found is None or not Session.objects.filter(key_hash=found, user_id=user_id).delete()[0]:
        raise UnableToEndSession


def end_other_sessions(*, user_id: int, session_key: str) -> int:
    """End all of a user's sessions but the one with this key; returns how many."""
    others = Session.objects.filter(user_id=user_id).exclude(key_hash=token_hash(session_key))
    return others.delete()[0]
