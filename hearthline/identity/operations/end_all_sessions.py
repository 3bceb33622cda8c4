"""End sessions from outside: one person's, or everybody's after something went wrong."""

from datetime import datetime

from django.db import transaction

from hearthline.identity.models import Session
from hearthline.identity.operations.record_event import record_event


def end_all_sessions(*, user_id: int, now: datetime) -> int:
    """End all of a person's sessions, browsers' and apps'; they can read that it was us.

    Returns:
        How many.
    """
    with transaction.atomic():
        ended = Session.objects.filter(user_id=user_id).delete()[0]
        record_event(
            user_id=user_id, kind="sessions_ended_by_us", now=now, details={"sessions": ended}
        )
    return ended


def end_everybodys_sessions() -> int:
    """End every session there is, also those of nobody in particular; returns how many."""
    return Session.objects.all().delete()[0]
