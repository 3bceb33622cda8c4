"""Registrations are of no use once their hour is over."""

from datetime import datetime, timedelta

from hearthline.customers.models import Registration

_KEPT = timedelta(days=1)


def sweep_registrations(*, now: datetime) -> int:
    """Delete registrations a day after they ended, with all that was typed; returns how many."""
    ended = Registration.objects.filter(expires_at__lte=now - _KEPT)
    return ended.delete()[1].get("customers.Registration", 0)
