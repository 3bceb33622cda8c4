"""Remove what ran out."""

from datetime import datetime, timedelta

from hearthline.identity.models import AttemptCount, Challenge, NobodysSignIn, Session

CHALLENGES_KEPT = timedelta(days=1)
"""Codes stay that long after they ran out, so that those for one registration can be counted."""


def sweep(*, now: datetime) -> None:
    """Remove sessions, counters, codes, and what tries at nobody's name left."""
    Session.objects.filter(expires_at__lte=now).delete()
    AttemptCount.objects.filter(ends_at__lte=now).delete()
    Challenge.objects.filter(expires_at__lte=now - CHALLENGES_KEPT).delete()
    NobodysSignIn.objects.filter(at__lte=now).delete()
