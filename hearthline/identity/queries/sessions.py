"""What pages ask about sessions."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from hearthline.identity.models import Session
from hearthline.kernel.numbers import token_hash


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser that is signed in.

    `device` and `place` are in words, or empty where they aren't known. `seen_at` may be a few
    minutes too early.
    """

    reference: str
    device: str
    place: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


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
            place=session.place,
            began_at=session.created_at,
            seen_at=session.seen_at,
            is_this=bytes(session.key_hash) == this,
        )
        for session in found
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_this))
