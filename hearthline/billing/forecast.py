"""The bills to come, as things stand: made by the engine that will make them, then unmade.

Each is rated, entered, and so seen by the rating of the next one; at the end everything is rolled
back, whatever happened. Nothing stays: no row, no number taken (`sql/foresee_bill.sql`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthline.billing.explanation import Explanation, explain_bill
from hearthline.billing.next_bill import following_bill_date, next_bill_date
from hearthline.billing.operations.bill_run.turns import bill_run_is_away
from hearthline.billing.queries import BillPreview, preview_of
from hearthline.billing.rating import rate
from hearthline.kernel.trials import taken_back

MOST = 3
"""How many bills ahead; further on too much will have changed."""


@dataclass(frozen=True, slots=True)
class ForeseenBill:
    """A bill to come: when it will be issued and due, all that is on it, and why it changes.

    There is no explanation for a first bill, nor while the account is being billed.
    """

    bill_date: date
    due_date: date
    bill: BillPreview
    explanation: Explanation | None


def foreseen_bills(
    *, account_id: int, now: datetime, count: int = MOST
) -> tuple[ForeseenBill, ...]:
    """The next bills of an account if nothing changes, soonest first.

    Only what is known counts: services with their starts and ends, prices, charges and credits that
    wait, taxes as they are on each day. Billing dates on which there would be no bill are left out.
    While the account is being billed only the first is foreseen: neither waits for the other.
    """
    dates = _dates(account_id, now, count)
    with transaction.atomic():
        try:
            with taken_back():
                found = list(_in_turn(account_id, dates))
        except IntegrityError:
            # Billed for real since the dates were looked up; the first of the rest can be told.
            found = _first(account_id, dates)
    return tuple(found)


def next_bill(*, account_id: int, now: datetime) -> ForeseenBill | None:
    """Only the first of them, or None if there is none to come. It writes nothing at all."""
    return next(iter(_first(account_id, _dates(account_id, now, MOST))), None)


def _dates(account_id: int, now: datetime, count: int) -> list[date]:
    """The next billing dates: they come a month after each other, and the first may be overdue."""
    dates = [next_bill_date(account_id=account_id, now=now)]
    while len(dates) < count:
        dates.append(following_bill_date(billing_day=dates[0].day, after=dates[-1]))
    return dates


def _in_turn(account_id: int, dates: list[date]) -> Iterator[ForeseenBill]:
    if not bill_run_is_away(account_id=account_id):
        yield from _first(account_id, dates)
        return
    for day in dates:
        bill_id = _id_of(account_id, day)
        rows = rate(
            account_ids=[account_id],
            bill_date=day,
            ending=("foresee_bill.sql", "list_rated_lines.sql"),
            bill_id=bill_id,
        )
        if rows:
            why = explain_bill(account_id=account_id, number=f"foreseen {bill_id}")
            yield _foreseen(rows, day, why)


def _id_of(account_id: int, day: date) -> int:
    """Below zero, and the month's own: forecasts of one account meet in the order of their months.

    Two that took ids by turns could each hold what the other waits for.
    """
    return -(account_id * 1_000_000 + day.year * 12 + day.month)


def _first(account_id: int, dates: list[date]) -> list[ForeseenBill]:
    """The first bill there is, which nothing has to be written for."""
    for day in dates:
        rows = rate(account_ids=[account_id], bill_date=day, ending="list_rated_lines.sql")
        if rows:
            return [_foreseen(rows, day, None)]
    return []


def _foreseen(rows: list[dict[str, Any]], day: date, why: Explanation | None) -> ForeseenBill:
    due_date = day + timedelta(days=settings.PAYMENT_TERM_DAYS)
    return ForeseenBill(day, due_date, preview_of(rows, bill_date=day), why)
