"""Pauses of a service as pages show them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hearthline.subscriptions.models import Subscription, Suspension


@dataclass(frozen=True, slots=True)
class Pause:
    """Days without a service: from `starts_date` until before `ends_date`."""

    starts_date: date
    ends_date: date | None


def pause_of(*, account_id: int, number: str, on: date) -> Pause | None:
    """The pause of a service that is under way on a day, or comes next."""
    found = (
        Suspension.objects.filter(account_id=account_id, subscription__number=number)
        .filter(Q(ends_date=None) | Q(ends_date__gt=on))
        .order_by("starts_date")
        .first()
    )
    return Pause(found.starts_date, found.ends_date) if found else None


def may_be_paused(*, account_id: int, number: str) -> bool:
    """Whether its plan lets subscribers pause a service."""
    return Subscription.objects.filter(
        account_id=account_id,
        number=number,
        plan__may_pause=True,
        plan__kind__in=("internet", "tv"),
    ).exists()
