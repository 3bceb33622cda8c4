"""What an order would do to the next bill, from the rating engine; and ordering at that price.

A quote makes the changes for real, rates them with the statement that bills, and takes all of it
back. So the next bill that is shown is the one that will be issued, unless something else changes.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from hearthline.billing.lines import Line
from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.queries import BillPreview, preview_bill
from hearthline.catalog.operations import next_price_after, price_on
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.trials import taken_back
from hearthline.subscriptions.operations import (
    AgreedBill,
    Applied,
    UnableToOrder,
    Wish,
    apply_wishes,
    check_orderer,
    order_sent_before,
    place_order,
    request_hash,
)
from hearthline.subscriptions.queries import DiscountLine, discount_line

FARTHEST_DAYS = 90
"""How many days ahead the last day of a service may be chosen."""


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """One thing that would change. Names and prices on its day; empty or None where there is none.

    `months` says what the price is for, `old_months` the old one.
    `next_price` is a new price that is decided for a day after it.
    """

    action: str
    kind: str
    name: str
    old_name: str
    price: Money | None
    old_price: Money | None
    months: int
    old_months: int
    loses_special_price: bool
    next_price: Money | None = None
    next_price_date: date | None = None
    discounts: tuple[DiscountLine, ...] = ()
    lost_discounts: tuple[DiscountLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderQuote:
    """The next bill with and without the change. A bill is None where none would be issued.

    `monthly_difference` is what the change does to each later month, before taxes. `seen` stands
    for all that was shown: agreeing hands it back.
    """

    effective: str
    effective_date: date
    bill_date: date
    items: tuple[QuoteItem, ...]
    bill: BillPreview | None
    total: Money
    total_without: Money
    monthly_difference: Money
    seen: str

    @property
    def difference(self) -> Money:
        """How much more the next bill is than without the change; below zero if it is less."""
        return self.total - self.total_without

    @property
    def less(self) -> Money:
        """How much less the next bill is than without the change."""
        return -self.difference

    @property
    def monthly_less(self) -> Money:
        """How much less each later month costs."""
        return -self.monthly_difference


def quote_order(
    *,
    account_id: int,
    user_id: int | None,
    wishes: Sequence[Wish],
    effective: str,
    on_date: date | None,
    now: datetime,
) -> OrderQuote:
    """What some changes would do to the next bill. Nothing of it is left behind.

    Args:
        account_id: whose.
        user_id: who asks; only those who may order.
        wishes: what to add, change and remove.
        effective: `now`, `next_bill` or `day`.
        on_date: the day, for `day`.
        now: the time.

    Raises:
        UnableToOrder: `reason` and `conflicts` say why.
    """
    with transaction.atomic():
        account = Account.objects.filter(pk=account_id).first()
        if account is None:
            raise UnableToOrder("not_allowed")
        check_orderer(account=account, user_id=user_id)
        return _quote(account, wishes, effective, on_date, now)


def order_at_quote(
    *,
    account_id: int,
    user_id: int | None,
    wishes: Sequence[Wish],
    effective: str,
    on_date: date | None,
    seen: str,
    idempotency_key: str,
    now: datetime,
) -> str:
    """Place an order, if the next bill is still what was shown.

    Args:
        account_id: whose; its orders come one after the other.
        user_id: who orders.
        wishes: as they were quoted.
        effective: as it was quoted.
        on_date: as it was quoted.
        seen: the quote's `seen`.
        idempotency_key: one per form shown; the same form sent again gets the same order.
        now: when the form came in.

    Returns:
        The order's number.

    Raises:
        UnableToOrder: nothing was changed; `bill_changed` when the next bill is another one now.
    """
    asked = request_hash(wishes=wishes, effective=effective, on_date=on_date, user_id=user_id)
    with transaction.atomic():
        # A bill that is due is issued before this order or after it, never meanwhile: the bill run
        # holds the rows of the accounts that it bills.
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None:
            raise UnableToOrder("not_allowed")
        check_orderer(account=account, user_id=user_id)
        number = order_sent_before(
            account_id=account_id, idempotency_key=idempotency_key, asked=asked
        )
        if number is not None:
            return number
        quote = _quote(account, wishes, effective, on_date, now)
        if quote.seen != seen:
            raise UnableToOrder("bill_changed")
        return place_order(
            account=account,
            user_id=user_id,
            wishes=wishes,
            effective=effective,
            effective_date=quote.effective_date,
            bill=AgreedBill(
                bill_date=quote.bill_date,
                total=quote.total,
                difference=quote.difference,
                lines=_lines(quote.bill),
            ),
            idempotency_key=idempotency_key,
            asked=asked,
            now=now,
        )


def _quote(
    account: Account, wishes: Sequence[Wish], effective: str, on_date: date | None, now: datetime
) -> OrderQuote:
    today = provider_date(now)
    bill_date = next_bill_date(account_id=account.pk, now=now)
    effective_date = _effective_date(effective, on_date, today, bill_date)
    without = preview_bill(account_id=account.pk, bill_date=bill_date)
    with taken_back():
        applied = apply_wishes(
            account=account, wishes=wishes, effective_date=effective_date, now=now
        )
        bill = preview_bill(account_id=account.pk, bill_date=bill_date)
    nothing = Money(0, account.currency)
    items = tuple(_item(each, account.currency, effective_date) for each in applied)
    return OrderQuote(
        effective=effective,
        effective_date=effective_date,
        bill_date=bill_date,
        items=items,
        bill=bill,
        total=bill.total if bill else nothing,
        total_without=without.total if without else nothing,
        monthly_difference=sum(
            ((item.price or nothing) - (item.old_price or nothing) for item in items), nothing
        ),
        seen=_fingerprint(bill_date, effective_date, _lines(bill), items),
    )


def _effective_date(effective: str, on_date: date | None, today: date, bill_date: date) -> date:
    if effective == "now":
        return today
    if effective == "next_bill":
        # A bill that should have been issued before today still bills what was so before today.
        return max(bill_date, today)
    farthest = today + timedelta(days=FARTHEST_DAYS)
    if effective != "day" or on_date is None or not today < on_date <= farthest:
        raise UnableToOrder("bad_day", subject=str(FARTHEST_DAYS))
    return on_date


def _item(applied: Applied, currency: str, on: date) -> QuoteItem:
    old, new = applied.old, applied.new
    kept = new or old
    assert kept is not None  # noqa: S101 - one of the two is always there; for the type checker
    override = old.price_override_minor if old else None
    old_price = (
        None if old is None else price_on(plan=old.plan, on=on) if override is None else override
    )
    following = next_price_after(plan=new.plan, on=on) if new else None
    return QuoteItem(
        action=applied.action,
        kind=kept.plan.kind,
        name=new.plan.name if new else "",
        old_name=old.plan.name if old else "",
        price=Money(price_on(plan=new.plan, on=on), currency) if new else None,
        old_price=None if old_price is None else Money(old_price, currency),
        months=kept.plan.period_months,
        old_months=(old or kept).plan.period_months,
        loses_special_price=old is not None
        and new is not None
        and override not in (None, old.plan.price_minor),
        next_price=Money(following.price_minor, currency) if following else None,
        next_price_date=following.starts_date if following else None,
        discounts=tuple(discount_line(each, currency) for each in applied.discounts),
        lost_discounts=tuple(discount_line(each, currency) for each in applied.lost),
    )


def _lines(bill: BillPreview | None) -> list[dict[str, Any]]:
    """A bill's lines in bill order, as they are kept with an order."""
    if bill is None:
        return []
    services = [
        _kept(line, "service", each.plan_name) for each in bill.services for line in each.lines
    ]
    rest = [
        _kept(line, part)
        for part, lines in (
            ("one_off", bill.one_offs),
            ("credit", bill.credits),
            ("tax", bill.taxes_and_fees),
        )
        for line in lines
    ]
    return services + rest


def _kept(line: Line, part: str, plan_name: str = "") -> dict[str, Any]:
    return {
        "part": part,
        "plan_name": plan_name,
        "description": line.description,
        "amount_minor": line.amount.amount_minor,
        "first_date": line.period_start.isoformat() if line.period_start else None,
        "last_date": line.last_date.isoformat() if line.last_date else None,
    }


def _fingerprint(
    bill_date: date,
    effective_date: date,
    lines: list[dict[str, Any]],
    items: Sequence[QuoteItem],
) -> str:
    discounts = [
        [each.name, each.rate_ppm, str(each.amount), str(each.ends_date)]
        for item in items
        for each in item.discounts
    ]
    shown = json.dumps([str(bill_date), str(effective_date), lines, discounts])
    return hashlib.sha256(shown.encode()).hexdigest()[:32]
