"""Whatever is ordered, whenever: the bill that was shown last is the bill that comes, line by line.

Random starts, prices of one's own, billing days, taxes; then random orders on random days, some of
them undone, with bills in between.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing import queries
from hearthline.billing.models import Bill
from hearthline.billing.next_bill import following_bill_date
from hearthline.billing.operations import order_at_quote, quote_order, run_bills
from hearthline.catalog.models import PlanPrice
from hearthline.kernel.checks import run_checks
from hearthline.subscriptions.models import Discount, Order, Subscription, Suspension
from hearthline.subscriptions.operations import (
    UnableToOrder,
    UnableToUndo,
    Wish,
    follow_orders,
    undo_order,
)
from tests import factories
from tests.billing.test_every_day_once import undone

pytestmark = pytest.mark.django_db

CAME = datetime(2025, 12, 20, 12, tzinfo=UTC)
BEGIN = date(2026, 1, 29)
SERVICES = {"internet": ["i-1", "i-2", "i-3"], "tv": ["t-1", "t-2"], "phone": ["p-1", "p-2"]}
EXTRAS = ["x-1", "x-2", "x-3"]

moves = st.tuples(
    st.integers(0, 17),  # days until it happens
    st.sampled_from(["change", "change", "add", "add", "remove", "undo"]),
    st.sampled_from(["now", "next_bill", "next_bill", "day"]),
    st.integers(1, 70),  # the day, for "day"
    st.integers(0, 7),  # which of what there is
    st.integers(0, 7),
    st.booleans(),  # another add-on in the same order
)

extras = st.lists(
    st.tuples(
        st.sampled_from(["price", "discount", "bundle", "hold"]),
        st.integers(0, 2),  # whose
        st.integers(-20, 60),  # from when
        st.none() | st.integers(1, 60),  # for how long
        st.integers(1, 9_000),
    ),
    max_size=3,
)
"""What is decided already when orders come: prices, discounts and holds that begin some day."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    prices=st.lists(st.integers(0, 20_000), min_size=10, max_size=10),
    overrides=st.lists(st.none() | st.integers(0, 20_000), min_size=3, max_size=3),
    started=st.lists(st.dates(date(2025, 12, 21), BEGIN), min_size=3, max_size=3),
    taxes=st.lists(st.integers(1, 250_000), max_size=2),
    decided=extras,
    moved=st.lists(moves, min_size=1, max_size=7),
)
def test_the_bill_that_was_shown_is_the_bill_that_comes(  # noqa: PLR0917 - given by name
    prices, overrides, started, taxes, decided, moved
):
    with undone():
        household = Household(prices, overrides, started, taxes)
        for what in decided:
            household.decide(*what)
        for move in moved:
            household.wait(move[0])
            household.make(move)
        household.wait(40)
        assert household.compared >= 1
        assert run_checks()[1] == []


class Household:
    """One account from day to day; `shown` are the lines that were agreed to, by bill date."""

    def __init__(self, prices, overrides, started, taxes) -> None:
        billing_day = prices[-1] % 28 + 1
        self.account = factories.make_account(billing_day=billing_day, created_at=CAME)
        self.user = factories.make_user("payer-of-it")
        factories.make_member(self.account, self.user, role="payer")
        for index, rate_ppm in enumerate(taxes):
            factories.make_tax(f"tax-{index}", rate_ppm=rate_ppm)
        price = iter(prices)
        for kind, codes in SERVICES.items():
            for code in codes:
                factories.make_plan(code, kind=kind, price_minor=next(price), is_offered=True)
        for code, kind in zip(EXTRAS, ["internet", "tv", "tv"], strict=True):
            factories.make_plan(
                code, kind="addon", goes_with=kind, price_minor=next(price), is_offered=True
            )
        for kind, day, override in zip(SERVICES, started, overrides, strict=True):
            factories.make_subscription(
                self.account,
                self._plan(SERVICES[kind][0]),
                started=day,
                price_override_minor=override,
                service_identifier=f"line-{kind}",
            )
        self.day = BEGIN
        self.shown: dict[date, Any] = {}
        self.compared = 0
        self.orders: list[str] = []

    def decide(self, what, which, after, length, amount) -> None:
        one = self.account.subscriptions.order_by("pk")[which]
        starts = BEGIN + timedelta(days=after)
        ends = None if length is None else starts + timedelta(days=length)
        if what == "price":
            PlanPrice.objects.get_or_create(
                plan=one.plan,
                starts_date=starts,
                defaults={
                    "price_minor": amount,
                    "before_minor": one.plan.price_minor,
                    "decided_at": CAME,
                },
            )
            return
        days = {"starts_date": starts, "ends_date": ends, "decided_at": CAME}
        if what == "hold":
            if not one.suspensions.exists():
                Suspension.objects.create(account=self.account, subscription=one, **days)
            return
        given = {"kind": "amount", "amount_minor": amount, "rank": which, "name": what}
        with_kind = "tv" if what == "bundle" else ""
        Discount.objects.create(
            account=self.account, subscription=one, with_kind=with_kind, **given, **days
        )

    def _plan(self, code):
        from hearthline.catalog.models import Plan

        return Plan.objects.get(code=code)

    def wait(self, days: int) -> None:
        for _ in range(days):
            self.day += timedelta(days=1)
            if self.day.day == self.account.billing_day:
                self._bill()
            follow_orders(now=noon(self.day))

    def _bill(self) -> None:
        expected = self.shown.pop(self.day, None)
        if expected is None:
            preview = queries.preview_bill(account_id=self.account.pk, bill_date=self.day)
            expected = lines_of(preview)
        run_bills(bill_date=self.day, now=noon(self.day))
        bill = Bill.objects.filter(account=self.account, period_start=self.day).first()
        issued = (
            lines_of(queries.bill_detail(account_id=self.account.pk, number=bill.number))
            if bill
            else []
        )
        assert issued == expected
        self.compared += 1

    def make(self, move) -> None:
        _, action, effective, ahead, which, other, more = move
        if action == "undo":
            self._undo(which)
            return
        wishes = [self._wish(action, which, other)]
        if more:
            wishes.append(Wish("add", plan_code=EXTRAS[other % len(EXTRAS)]))
        asked: dict[str, Any] = {
            "account_id": self.account.pk,
            "user_id": self.user.pk,
            "wishes": wishes,
            "effective": effective,
            "on_date": self.day + timedelta(days=ahead) if effective == "day" else None,
            "now": noon(self.day),
        }
        try:
            quote = quote_order(**asked)
        except UnableToOrder:
            return
        key = f"{self.day}-{len(self.orders)}"
        self.orders.append(order_at_quote(**asked, seen=quote.seen, idempotency_key=key))
        self.shown = {quote.bill_date: lines_of(quote.bill)}
        assert quote.bill_date == following_bill_date(
            billing_day=self.account.billing_day, after=self.day
        )
        kept = Order.objects.get(number=self.orders[-1])
        assert kept.bill_total_minor == sum(line[1] for line in lines_of(quote.bill))

    def _wish(self, action, which, other) -> Wish:
        if action == "add":
            return Wish("add", plan_code=EXTRAS[which % len(EXTRAS)])
        held = Subscription.objects.filter(account=self.account, ended_date=None).order_by("pk")
        chosen = held[which % len(held)] if held else None
        if chosen is None:
            return Wish("remove", "nothing")
        if action == "remove":
            return Wish("remove", chosen.number)
        codes = SERVICES.get(chosen.plan.kind, EXTRAS)
        return Wish("change", chosen.number, codes[other % len(codes)])

    def _undo(self, which) -> None:
        if not self.orders:
            return
        number = self.orders[which % len(self.orders)]
        try:
            undo_order(
                account_id=self.account.pk,
                number=number,
                user_id=self.user.pk,
                now=noon(self.day),
            )
        except UnableToUndo:
            return
        self.shown = {}


def lines_of(bill: Any) -> list[tuple[Any, ...]]:
    """Each line of a preview or a bill, in its order."""
    if bill is None:
        return []
    parts = [
        *(line for service in bill.services for line in service.lines),
        *bill.one_offs,
        *bill.credits,
        *bill.taxes_and_fees,
    ]
    return [
        (
            line.description,
            line.amount.amount_minor,
            line.period_start,
            line.period_end,
            line.kind,
            line.cause,
        )
        for line in parts
    ]
