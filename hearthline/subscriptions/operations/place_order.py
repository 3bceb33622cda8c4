"""Write an order down and make its changes; at once, if it is for today."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.urls import reverse

from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.numbers import number_in_series
from hearthline.subscriptions.models import Order, OrderItem
from hearthline.subscriptions.operations.apply import Applied, Wish, apply_wishes
from hearthline.subscriptions.operations.errors import UnableToOrder
from hearthline.subscriptions.operations.take_effect import begin_order


@dataclass(frozen=True, slots=True)
class AgreedBill:
    """The next bill as it was shown: its lines as JSON has them, amounts in minor units."""

    bill_date: date
    total: Money
    difference: Money
    lines: Sequence[dict[str, Any]]


def request_hash(
    *, wishes: Sequence[Wish], effective: str, on_date: date | None, user_id: int | None
) -> bytes:
    """What a form asked for; all of it counts when the same key comes again."""
    asked = [
        [[wish.action, wish.subscription_number, wish.plan_code] for wish in wishes],
        effective,
        str(on_date),
        user_id,
    ]
    return hashlib.sha256(json.dumps(asked).encode()).digest()


def order_sent_before(*, account_id: int, idempotency_key: str, asked: bytes) -> str | None:
    """The number of the order that this form has placed already, or None.

    Raises:
        UnableToOrder: `form_changed`: the same form came with something else in it.
    """
    order = Order.objects.filter(account_id=account_id, idempotency_key=idempotency_key).first()
    if order is not None and bytes(order.request_hash) != asked:
        raise UnableToOrder("form_changed")
    return order.number if order else None


def place_order(
    *,
    account: Account,
    user_id: int | None,
    wishes: Sequence[Wish],
    effective: str,
    effective_date: date,
    bill: AgreedBill,
    idempotency_key: str,
    asked: bytes,
    now: datetime,
) -> str:
    """Make the changes and keep what was agreed to, in the caller's transaction.

    Billing calls it, once it has found that the next bill is still what was shown
    (`billing.operations.order_at_quote`). The account is locked by then.

    Returns:
        The order's number.

    Raises:
        UnableToOrder: roll back.
    """
    applied = apply_wishes(account=account, wishes=wishes, effective_date=effective_date, now=now)
    order = Order.objects.create(
        account=account,
        number=_next_number(),
        user_id=user_id,
        effective=effective,
        effective_date=effective_date,
        placed_at=now,
        idempotency_key=idempotency_key,
        request_hash=asked,
        bill_date=bill.bill_date,
        bill_total_minor=bill.total.amount_minor,
        bill_difference_minor=bill.difference.amount_minor,
        bill_lines=list(bill.lines),
        currency=bill.total.currency,
    )
    OrderItem.objects.bulk_create(
        OrderItem(
            order=order,
            account=account,
            action=each.action,
            old=each.old,
            new=each.new,
            old_ended_date=each.old_ended_date,
        )
        for each in applied
    )
    _confirm(order, applied, bill, now)
    if effective_date <= provider_date(now):
        begin_order(order=order, now=now)
    return order.number


def _confirm(order: Order, applied: list[Applied], bill: AgreedBill, now: datetime) -> None:
    """Tell the account's people what was ordered: a dated acknowledgement."""
    tell_members(
        account_id=order.account_id,
        kind="order_placed",
        context={
            "number": order.number,
            "items": [
                {
                    "action": each.action,
                    "name": each.new.plan.name if each.new else "",
                    "old_name": each.old.plan.name if each.old else "",
                }
                for each in applied
            ],
            "placed_at": now,
            "effective_date": order.effective_date,
            "bill_date": bill.bill_date,
            "bill_total": bill.total,
            "order_url": settings.SITE_URL + reverse("order", args=[order.number]),
        },
        roles=("owner", "payer"),
        about=f"order:{order.number}:placed",
        now=now,
    )


def _next_number() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('subscriptions_order_number')")
        return number_in_series("order", cursor.fetchone()[0])
