"""An account ends: with it everything that it has, and what was ordered and never begun."""

from datetime import date, datetime

from django.db.models import Q

from hearthline.subscriptions.models import Order, Subscription
from hearthline.subscriptions.operations.tell_network import tell_network


def end_everything(*, account_id: int, on_date: date, reference: str, now: datetime) -> int:
    """End all subscriptions on a day that has come, and tell the network.

    Orders that wait are undone; what they were going to begin never does. In the caller's
    transaction, which has locked the account.

    Args:
        account_id: whose.
        on_date: the first day without anything; today or earlier.
        reference: what the network's steps belong to.
        now: the time.

    Returns:
        How many ended.
    """
    waiting = Order.objects.filter(account_id=account_id, took_effect_at=None, undone_at=None)
    waiting.update(undone_at=now)
    ending = list(
        Subscription.objects.filter(
            Q(ended_date__isnull=True) | Q(ended_date__gt=on_date), account_id=account_id
        ).select_related("plan")
    )
    for subscription in ending:
        # One that hasn't begun stays as a row that ends on the day it starts: it costs nothing.
        subscription.ended_date = max(subscription.started_date, on_date)
    Subscription.objects.bulk_update(ending, ["ended_date"])
    tell_network(account_id=account_id, reference=reference, touched=ending, now=now)
    return len(ending)
