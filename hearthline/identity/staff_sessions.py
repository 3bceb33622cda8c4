"""What a member of staff's session must be before the console opens, beyond being signed in.

It ends sooner than a subscriber's, and it passed a second step: a passkey, an authenticator app or
a recovery code, or single sign-on that vouches for one.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

from hearthline.identity.queries import staff_factors
from hearthline.identity.sessions import BEGAN_AT

_SEEN_AT, _SINCE_AT = "staff_seen_at", "staff_since_at"
_SEEN_EVERY = timedelta(minutes=1)
"""How often a session notes that it is in use; it may end that much too early."""


_STEPS = frozenset({"webauthn", "passkey", "totp", "app", "recovery_codes", "recovery"})
"""What passes a step, in allauth's words and in ours; a code by email or text message doesn't."""


class Missing(StrEnum):
    """What the session lacks."""

    FACTOR = "factor"
    """There is no second factor to pass a step with; one has to be set up first."""
    STEP = "step"
    """There is one, and this session didn't pass it."""


def is_over(request: HttpRequest, now: datetime) -> bool:
    """Whether the session was idle, or went on, for too long; if so, it has ended.

    A session that doesn't say when it began counts from its first page of the console.
    """
    session = request.session
    seen_at = _moment(session.get(_SEEN_AT))
    began_at = _moment(session.get(BEGAN_AT)) or _moment(session.get(_SINCE_AT))
    is_idle = seen_at is not None and now - seen_at > timedelta(minutes=settings.STAFF_IDLE_MINUTES)
    is_old = began_at is not None and now - began_at > timedelta(hours=settings.STAFF_SESSION_HOURS)
    if is_idle or is_old:
        logout(request)
        return True
    if seen_at is None or now - seen_at > _SEEN_EVERY:
        session[_SEEN_AT] = now.isoformat()
    if began_at is None:
        session[_SINCE_AT] = now.isoformat()
    return False


def missing(request: HttpRequest) -> Missing | None:
    """What this session lacks to open the console, if staff need a second factor here."""
    if not settings.STAFF_NEEDS_SECOND_FACTOR or has_passed(request):
        return None
    return Missing.STEP if staff_factors(user_id=int(request.user.pk or 0)) else Missing.FACTOR


def has_passed(request: HttpRequest) -> bool:
    """Whether this session passed a second step."""
    records = get_authentication_records(request, request.user)
    return any(
        (record.get("method") == "mfa" and record.get("type") in _STEPS)
        or (record.get("method") == "socialaccount" and record.get("second_factor") is True)
        for record in records
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
