"""Signing in: keep count of tries, write down how they ended, sweep what ran out."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from hearthline.identity.devices import device_name
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import AttemptCount, Challenge, Session, User
from hearthline.kernel.sql import run
from hearthline.notices.operations import send_message

_SQL = Path(__file__).parents[1] / "sql"
SESSIONS_KEPT = 20
"""Sessions of one user; an older one ends when a new one begins."""
FAILURE_CAP = 75
"""Wrong passwords in a row after which none is tried any more. NIST allows 100; guesses that are
under way at the same moment (`_PER_NAME` for each of two names, and `proofs.PROOFS`) stay below."""
CHALLENGES_KEPT = timedelta(days=1)
"""Codes stay that long after they ran out, so that those for one registration can be counted."""
_PER_NAME = 10
_PER_PLACE = 30


class UnableToSignIn(Exception):
    """Too many tries for now."""


def sign_in_limits(*, identifier: str, place: str) -> list[Limit]:
    """What holds back guessing: by the name that was typed, and by where it comes from.

    Args:
        identifier: the username or email address as typed.
        place: the network address; kept only as a keyed hash.
    """
    return [
        Limit("sign-in name", identifier.strip().lower(), _PER_NAME, timedelta(minutes=5)),
        Limit("sign-in place", place, _PER_PLACE, timedelta(minutes=1)),
    ]


def begin_sign_in(*, limits: Iterable[Limit], now: datetime) -> None:
    """Count a try before the password is looked at.

    Raises:
        UnableToSignIn: too many of them; the answer is the same whether the name exists or not.
    """
    if not take(limits, now=now):
        raise UnableToSignIn


def note_right_password(
    *, user_id: int, limits: Iterable[Limit], user_agent: str, now: datetime
) -> None:
    """Write down that somebody signed in, hand the try back, and end their oldest sessions."""
    run(
        _SQL / "note_right_password.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "attempt_keys": sorted(limit.key_hash for limit in limits),
            "sessions_kept": SESSIONS_KEPT - 1,
        },
    )


def note_wrong_password(*, user_id: int, user_agent: str, now: datetime) -> None:
    """Write down a wrong password, count it towards the cap, and say so when that is reached."""
    counted = run(
        _SQL / "note_wrong_password.sql",
        {
            "user_id": user_id,
            "now": now,
            "device": device_name(user_agent),
            "cap": FAILURE_CAP,
        },
    )
    for person in counted:
        if person["failed_sign_ins"] == FAILURE_CAP:
            send_message(
                kind="sign_in_blocked",
                channel="email",
                to=person["email"],
                language=person["language"],
                context={
                    "tries": FAILURE_CAP,
                    "address": f"{settings.SITE_URL}/recover/password/",
                },
                user_id=user_id,
                now=now,
            )


def unblock_user(*, user_id: int) -> None:
    """Let a person try their password again, after somebody else guessed at it too often."""
    User.objects.filter(pk=user_id).update(failed_sign_ins=0)


def sweep(*, now: datetime) -> None:
    """Remove sessions, counters and codes that ran out."""
    Session.objects.filter(expires_at__lte=now).delete()
    AttemptCount.objects.filter(ends_at__lte=now).delete()
    Challenge.objects.filter(expires_at__lte=now - CHALLENGES_KEPT).delete()
