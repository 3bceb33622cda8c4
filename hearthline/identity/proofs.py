"""When somebody last proved that it is them: step-up, for every door."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from hearthline.identity.sessions import PROVEN_AT

RECENT = timedelta(minutes=5)
"""How long a proof keeps counting."""


def is_recently_proven(session: SessionBase, *, now: datetime) -> bool:
    """Whether this session's person proved within the last minutes that it is them.

    Nobody is excused: who has neither password nor passkey signs in anew.
    """
    proven_at = session.get(PROVEN_AT, "")
    return bool(proven_at) and now - datetime.fromisoformat(proven_at) < RECENT


def note_proof(session: SessionBase, *, now: datetime) -> None:
    """Write down that they did so now.

    The session goes on under another key: a copy of the one before is worth nothing.
    """
    session.cycle_key()
    session[PROVEN_AT] = now.isoformat()
