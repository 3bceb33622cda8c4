"""End sessions: the next request that comes with their cookie is nobody's."""

from datetime import datetime

from django.db import transaction

from hearthline.identity.devices import device_name
from hearthline.identity.models import Session
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.queries import session_reference
from hearthline.kernel.numbers import token_hash


class UnableToEndSession(Exception):
    """The user has no such session."""


def end_session(*, user_id: int, reference: str, user_agent: str, now: datetime) -> None:
    """End one of a user's sessions.

    Raises:
        UnableToEndSession: it isn't theirs, has ended already, or never was.
    """
    sessions = Session.objects.filter(user_id=user_id).only("key_hash", "device")
    found = next(
        (one for one in sessions if session_reference(bytes(one.key_hash)) == reference), None
    )
    with transaction.atomic():
        if found is None or not Session.objects.filter(pk=found.pk, user_id=user_id).delete()[0]:
            raise UnableToEndSession
        record_event(
            user_id=user_id,
            kind="session_ended",
            device=device_name(user_agent),
            details={"ended": found.device},
            now=now,
        )


def end_other_sessions(*, user_id: int, session_key: str, user_agent: str, now: datetime) -> int:
    """End all of a user's sessions but the one with this key; returns how many."""
    with transaction.atomic():
        ended = end_sessions_but(user_id=user_id, session_key=session_key)
        if ended:
            record_event(
                user_id=user_id, kind="sessions_ended", device=device_name(user_agent), now=now
            )
    return ended


def end_sessions_but(*, user_id: int, session_key: str) -> int:
    """End all but one, in the caller's transaction, which also says why; returns how many."""
    others = Session.objects.filter(user_id=user_id).exclude(key_hash=token_hash(session_key))
    return others.delete()[0]
