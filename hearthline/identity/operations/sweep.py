"""Remove what ran out."""

from datetime import datetime, timedelta

from hearthline.identity.models import AttemptCount, Challenge, Session, SignIn

CHALLENGES_KEPT = timedelta(days=1)
"""Codes stay that long after they ran out, so that those for one registration can be counted."""
SIGN_INS_KEPT = timedelta(days=400)
"""How long people can look back at their sign-ins: a year, and a month to notice."""


def sweep(*, now: datetime) -> None:
    """Remove sessions, counters, codes and old sign-ins."""
    Session.objects.filter(expires_at__lte=now).delete()
    AttemptCount.objects.filter(ends_at__lte=now).delete()
    Challenge.objects.filter(expires_at__lte=now - CHALLENGES_KEPT).delete()
    SignIn.objects.filter(at__lte=now - SIGN_INS_KEPT).delete()
