"""Take an order back before its day."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.subscriptions.models import Order, Subscription
from hearthline.subscriptions.operations.apply import conflicts
from hearthline.subscriptions.operations.errors import UnableToUndo


def undo_order(*, account_id: int, number: str, user_id: int | None, now: datetime) -> None:
    """Give back what an order was going to end, and never begin what it was going to begin.

    Undoing again does nothing. Subscriptions that never begin stay as rows that end on the day
    they start: they cost nothing.

    Raises:
        UnableToUndo: `not_found`, `not_allowed`, `begun`, `changed_since` or `conflict`.
    """
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        order = (
            Order.objects.select_for_update(of=("self",))
            .filter(account_id=account_id, number=number)
            .first()
        )
        if order is None:
            raise UnableToUndo("not_found")
        if not permissions_of(account_id=account_id, user_id=user_id).may_order:
            raise UnableToUndo("not_allowed")
        if order.undone_at is not None:
            return
        if order.took_effect_at is not None or order.effective_date <= provider_date(now):
            raise UnableToUndo("begun")
        _give_back(order)
        order.undone_at = now
        order.save(update_fields=["undone_at"])
        tell_members(
            account_id=account_id,
            kind="order_undone",
            context={
                "number": order.number,
                "undone_at": now,
                "order_url": settings.SITE_URL + reverse("order", args=[order.number]),
            },
            roles=("owner", "payer"),
            about=f"order:{order.number}:undone",
            now=now,
        )


def _give_back(order: Order) -> None:
    day = order.effective_date
    before = set(conflicts(account_id=order.account_id, from_date=day))
    for item in order.items.select_related("old", "new"):
        if (item.new is not None and item.new.ended_date is not None) or (
            item.old is not None and item.old.ended_date != day
        ):
            raise UnableToUndo("changed_since")
        if item.new is not None:
            Subscription.objects.filter(pk=item.new.pk).update(ended_date=day)
        if item.old is not None:
            Subscription.objects.filter(pk=item.old.pk).update(ended_date=item.old_ended_date)
    after = conflicts(account_id=order.account_id, from_date=day)
    if new := tuple(conflict for conflict in after if conflict not in before):
        raise UnableToUndo("conflict", conflicts=new)
