"""Starts, changes, holds, ends, prices and promotions in any order, paid for by any period.

Every day is billed once and at its price (`day_book.py`, plain Python), and whatever tells of a
bill tells of the same one: preview, forecast, explanation, ledger.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing import queries
from hearthline.billing.explanation import explain_bill
from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Bill, Posting
from hearthline.billing.operations import run_bills
from hearthline.catalog.models import PlanPrice
from hearthline.kernel.checks import run_checks
from hearthline.subscriptions.models import Discount, Suspension
from tests import factories
from tests.billing.day_book import DAY, DayBook
from tests.billing.test_every_day_once import CAME, months_from, undone
from tests.billing.test_foreseen_bills import evening

pytestmark = pytest.mark.django_db

MONTHS = 6
days = st.dates(date(2023, 12, 21), date(2024, 8, 20))
lengths = st.none() | st.integers(1, 120)
plans = st.tuples(
    st.sampled_from(["internet", "tv"]),
    st.sampled_from([1, 1, 1, 2, 3, 12]),
    st.booleans(),
    st.integers(20_000, 90_000),
)
services = st.lists(
    st.tuples(plans, days, lengths, st.none() | st.just(31_000)), min_size=1, max_size=3
)
events = st.one_of(
    st.tuples(st.just("end"), st.integers(0, 3), days, lengths),
    st.tuples(st.just("start"), st.integers(0, 3), days),
    st.tuples(st.just("change"), st.integers(0, 3), days, plans),
    st.tuples(st.just("hold"), st.integers(0, 3), days, lengths),
    st.tuples(st.just("end_hold"), st.integers(0, 3), lengths),
    st.tuples(st.just("price"), st.integers(0, 3), days, st.integers(20_000, 90_000)),
    st.tuples(
        st.just("promote"),
        st.integers(0, 3),
        st.tuples(days, lengths),
        # Never so much that nothing is left, so that each day shows.
        st.sampled_from([("percent", 100_000), ("percent", 155_555), ("amount", 300)]),
        st.sampled_from(["", "", "tv"]),
        st.integers(1, 3),
    ),
    st.tuples(st.just("end_promotion"), st.integers(0, 3), st.integers(0, 60)),
)


class Customer:
    """An account to which things happen; `book` is what its bills should be."""

    def __init__(self, billing_day: int, had: Any) -> None:
        self.account = factories.make_account(billing_day=billing_day, created_at=CAME)
        self.book = DayBook(self.account)
        self.had: list[Any] = []
        for plan, started, length, override in had:
            self._add(plan, started, length, price_override_minor=override)

    def happen(self, event: tuple[Any, ...]) -> None:
        getattr(self, f"_{event[0]}")(*event[1:])

    def _add(self, plan: Any, started: date, length: int | None = None, **fields: Any) -> None:
        kind, months, is_in_arrears, price = plan
        self.had.append(
            factories.make_subscription(
                self.account,
                factories.make_plan(
                    kind=kind,
                    period_months=months,
                    is_in_arrears=is_in_arrears,
                    price_minor=price * months,
                ),
                started=started,
                ended_date=None if length is None else started + length * DAY,
                **fields,
            )
        )

    def _one(self, which: int) -> Any:
        return self.had[which % len(self.had)]

    def _end(self, which: int, day: date, length: int | None) -> None:
        """It ends on a day, or an end is taken back."""
        one = self._one(which)
        one.ended_date = None if length is None else max(one.started_date, day)
        one.save()

    def _start(self, which: int, day: date) -> None:
        one = self._one(which)
        one.started_date = min(day, one.ended_date or day)
        one.save()

    def _change(self, which: int, day: date, plan: Any) -> None:
        one = self._one(which)
        if one.ended_date is None:
            one.ended_date = max(one.started_date, day)
            one.save()
            self._add((one.plan.kind, *plan[1:]), one.ended_date)

    def _hold(self, which: int, day: date, length: int | None) -> None:
        one = self._one(which)
        until = None if length is None else day + length * DAY
        others = Suspension.objects.filter(subscription=one).exclude(ends_date__lte=day)
        if not (others if until is None else others.filter(starts_date__lt=until)).exists():
            Suspension.objects.create(
                account=self.account,
                subscription=one,
                starts_date=day,
                ends_date=until,
                decided_at=CAME,
            )

    def _end_hold(self, which: int, length: int | None) -> None:
        """The last one ends earlier, or never was."""
        last = Suspension.objects.filter(subscription=self._one(which)).order_by("starts_date")
        if hold := last.last():
            if length is None:
                hold.delete()
            else:
                hold.ends_date = min(hold.starts_date + length * DAY, hold.ends_date or date.max)
                hold.save()

    def _price(self, which: int, day: date, price: int) -> None:
        plan = self._one(which).plan
        PlanPrice.objects.update_or_create(
            plan=plan,
            starts_date=day,
            defaults={
                "price_minor": price * plan.period_months,
                "before_minor": plan.price_minor,
                "decided_at": CAME,
            },
        )

    def _promote(self, which, when, what, with_kind, rank) -> None:
        one, (day, length) = self._one(which), when
        if Discount.objects.filter(subscription=one).count() == 3:
            return
        kind, how_much = what
        Discount.objects.create(
            account=self.account,
            subscription=one,
            name="Welcome",
            kind=kind,
            **{"rate_ppm" if kind == "percent" else "amount_minor": how_much},
            starts_date=day,
            ends_date=None if length is None else day + length * DAY,
            with_kind=with_kind,
            rank=rank,
            decided_at=CAME,
        )

    def _end_promotion(self, which: int, length: int) -> None:
        found = Discount.objects.filter(Q(subscription=self._one(which))).order_by("pk").first()
        if found:
            found.ends_date = found.starts_date + length * DAY
            found.save()

    def is_billed(self, bill_date: date) -> None:
        """The run issues what the preview showed; each day and amount is as it should be."""
        preview = queries.preview_bill(account_id=self.account.pk, bill_date=bill_date)
        result = run_bills(bill_date=bill_date, now=evening(bill_date))
        assert result.bills_issued == (preview is not None)
        if preview:
            shown = parts_of(preview)
            assert shown == parts_of(self.detail(bill_date))
            assert preview.total.amount_minor == sum(line.amount.amount_minor for line in shown)
        self.book.enter(bill_date)

    def detail(self, bill_date: date) -> Any:
        bill = Bill.objects.get(account=self.account, period_start=bill_date)
        return queries.bill_detail(account_id=self.account.pk, number=bill.number)


def parts_of(bill: Any) -> list[Any]:
    return [
        *(line for service in bill.services for line in service.lines),
        *bill.one_offs,
        *bill.credits,
        *bill.taxes_and_fees,
    ]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    billing_day=st.integers(1, 28),
    had=services,
    happened=st.lists(st.lists(events, max_size=4), min_size=MONTHS, max_size=MONTHS),
    rate_ppm=st.integers(1, 250_000),
    foreseen_from=st.integers(0, MONTHS - 1),
)
def test_whatever_happens(billing_day, had, happened, rate_ppm, foreseen_from):
    with undone():
        customer = Customer(billing_day, had)
        factories.make_tax(rate_ppm=rate_ppm)
        foreseen: tuple[Any, ...] = ()
        for step, bill_date in enumerate(months_from(billing_day)[:MONTHS]):
            # From then on nothing happens, and the forecast must come true.
            if step <= foreseen_from:
                for event in happened[step]:
                    customer.happen(event)
            if step == foreseen_from:
                asked_at = evening(bill_date - timedelta(days=1))
                foreseen = foreseen_bills(account_id=customer.account.pk, now=asked_at)
            customer.is_billed(bill_date)
        _has_come_true(customer, foreseen, months_from(billing_day)[:MONTHS])
        _is_explained(customer.account)
        assert run_checks()[1] == []
        assert sum(Posting.objects.values_list("amount_minor", flat=True)) == 0


def _has_come_true(customer: Customer, foreseen: tuple[Any, ...], billed: list[date]) -> None:
    for bill in foreseen:
        if bill.bill_date in billed:
            assert parts_of(bill.bill) == parts_of(customer.detail(bill.bill_date))


def _is_explained(account: Any) -> None:
    bills = list(Bill.objects.filter(account=account).order_by("period_start"))
    for before, bill in pairwise(bills):
        told = explain_bill(account_id=account.pk, number=bill.number)
        assert told
        assert told.change.amount_minor == bill.total_minor - before.total_minor
        changes = [cause.change.amount_minor for cause in told.causes]
        assert sum(changes) == told.change.amount_minor
        assert all(changes)
        assert "unlisted" not in {cause.kind for cause in told.causes}
