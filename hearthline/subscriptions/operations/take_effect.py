"""An order's day has come: from now on it can't be undone, and the network is told."""

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date
from hearthline.subscriptions.models import Order, OrderItem, Subscription
from hearthline.subscriptions.operations.tell_network import steps_of_order, tell_network

log = structlog.get_logger(__name__)

A_TURN = 500
"""Orders that one run of the job looks at; the next run takes the rest."""


def begin_order(*, order: Order, now: datetime) -> None:
    """Let an order take effect, in the caller's transaction, which has locked it."""
    order.took_effect_at = now
    order.save(update_fields=["took_effect_at"])
    items = list(order.items.select_related("old__plan", "new__plan"))
    _give_up_what_ended(items, order)
    tell_network(
        account_id=order.account_id,
        reference=f"order:{order.number}",
        touched=[each for item in items for each in (item.old, item.new) if each is not None],
        now=now,
    )


def _give_up_what_ended(items: Iterable[OrderItem], order: Order) -> None:
    """A service that ended before its change came, elsewhere, isn't begun again by the change."""
    for item in items:
        old, new = item.old, item.new
        if old is None or new is None or old.ended_date is None:
            continue
        if old.ended_date < order.effective_date:
            Subscription.objects.filter(pk=new.pk).update(ended_date=new.started_date)
            new.ended_date = new.started_date


def follow_orders(*, now: datetime) -> None:
    """Begin the orders whose day has come, and tell people of those that are done.

    Each in a transaction of its own; it may run at any time and as often as wanted.
    """
    due = Order.objects.filter(
        took_effect_at=None, undone_at=None, effective_date__lte=provider_date(now)
    )
    open_orders = Order.objects.filter(took_effect_at__isnull=False, told_at=None)
    for orders, follow in (
        (due.order_by("effective_date", "pk"), take_effect),
        (open_orders.order_by("took_effect_at", "pk"), finish_order),
    ):
        for order_id in orders.values_list("pk", flat=True)[:A_TURN]:
            try:
                follow(order_id=order_id, now=now)
            except Exception:  # one that can't go on holds back no other
                log.exception("order_stuck", order_id=order_id)


def _locked(order_id: int) -> Order:
    """The order, its account locked first, as everything does that changes what an account has."""
    account = Order.objects.filter(pk=order_id).values("account_id")
    Account.objects.select_for_update(no_key=True).get(pk__in=account)
    return Order.objects.select_for_update(of=("self",)).get(pk=order_id)


def take_effect(*, order_id: int, now: datetime) -> None:
    """Begin one order, unless it has begun, was undone, or isn't due yet."""
    with transaction.atomic():
        order = _locked(order_id)
        if order.took_effect_at is not None or order.undone_at is not None:
            return
        if order.effective_date <= provider_date(now):
            begin_order(order=order, now=now)


def finish_order(*, order_id: int, now: datetime) -> None:
    """Tell the account's people once everything an order wanted of the network is done."""
    with transaction.atomic():
        order = _locked(order_id)
        if order.took_effect_at is None or order.told_at is not None:
            return
        steps = steps_of_order(account_id=order.account_id, number=order.number)
        if any(step.state != "done" for step in steps):
            return
        order.told_at = now
        order.save(update_fields=["told_at"])
        tell_members(
            account_id=order.account_id,
            kind="order_done",
            context={
                "number": order.number,
                "order_url": settings.SITE_URL + reverse("order", args=[order.number]),
            },
            roles=("owner", "payer"),
            about=f"order:{order.number}:done",
            now=now,
        )
