"""Bills worked out by hand (`hand_worked/*.toml`): previewed, foreseen and billed exactly so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import Sum

from hearthline.billing import queries
from hearthline.billing.explanation import explain_bill
from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Bill, Posting
from hearthline.billing.next_bill import following_bill_date
from hearthline.billing.operations import run_bills
from hearthline.billing.rating import rate
from tests.billing.hand_worked_case import DAY, Case, all_cases, evening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
CASES = list(all_cases())


def test_there_are_enough_of_them_and_none_twice():
    names = [name for name, _ in CASES]
    assert len(set(names)) == len(names) >= 45


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES])
def test_hand_worked(case):
    own = Case(case)
    billed: date | None = None
    for step in case["steps"]:
        for bill_date in step.get("bills", [step.get("bill")]):
            if billed is not None:
                _nothing_is_billed_between(own, billed, bill_date)
            own.happen(step if bill_date == _first(step) else {}, bill_date - DAY)
            _is_billed(own, bill_date, step)
            billed = bill_date


def _first(step: dict[str, Any]) -> date:
    first: date = step.get("bills", [step.get("bill")])[0]
    return first


def _nothing_is_billed_between(own: Case, billed: date, until: date) -> None:
    for day in _billing_dates(own.account.billing_day, billed, until):
        result = run_bills(bill_date=day, now=evening(day))
        assert result.bills_issued == 0, f"a bill of {day} that the case doesn't tell of"


def _billing_dates(billing_day: int, after: date, until: date) -> Iterator[date]:
    day = following_bill_date(billing_day=billing_day, after=after)
    while day < until:
        yield day
        day = following_bill_date(billing_day=billing_day, after=day)


def _is_billed(own: Case, bill_date: date, step: dict[str, Any]) -> None:
    account_id = own.account.pk
    foreseen = foreseen_bills(account_id=account_id, now=evening(bill_date - DAY), count=1)
    preview = queries.preview_bill(account_id=account_id, bill_date=bill_date)
    rated = rate(account_ids=[account_id], bill_date=bill_date, ending="list_rated_lines.sql")
    before = queries.latest_bill(account_id=account_id)
    run_bills(bill_date=bill_date, now=evening(bill_date))
    bill = Bill.objects.filter(account_id=account_id, period_start=bill_date, source="run").first()
    issued = (
        []
        if bill is None
        else [_as_written(line) for line in bill.lines.order_by("position").values()]
    )
    if "lines" in step:
        assert issued == [_expected(line) for line in step["lines"]]
    assert [_as_written(row) for row in rated] == issued
    if bill is None:
        assert step["total"] == "no bill"
        assert (foreseen, preview) == ((), None)
        return
    assert bill.total_minor == step["total"] == sum(line[1] for line in issued)
    assert preview is not None
    assert preview.total.amount_minor == bill.total_minor
    (first,) = foreseen
    assert (first.bill_date, first.due_date, first.bill) == (bill_date, bill.due_date, preview)
    found = [line.included_minor for line in bill.lines.exclude(included_minor=None)]
    assert found == step.get("included", [])
    if "books" in step:
        assert _books() == step["books"]
    if before:
        _is_explained(own, bill, step)


def _books() -> dict[str, int]:
    sums = Posting.objects.values("book").annotate(sum=Sum("amount_minor"))
    return {row["book"]: row["sum"] for row in sums if row["sum"]}


def _is_explained(own: Case, bill: Bill, step: dict[str, Any]) -> None:
    told = explain_bill(account_id=own.account.pk, number=bill.number)
    assert told is not None
    assert sum(cause.change.amount_minor for cause in told.causes) == told.change.amount_minor
    if "why" in step:
        found = [(cause.kind, cause.name, cause.change.amount_minor) for cause in told.causes]
        assert found == [tuple(cause) for cause in step["why"]]


def _as_written(line: Any) -> tuple[Any, ...]:
    fields = ("kind", "amount_minor", "period_start", "period_end", "cause")
    return tuple(line[field] for field in fields)


def _expected(line: list[Any]) -> tuple[Any, ...]:
    if len(line) == 3:
        kind, amount, cause = line
        return (kind, amount, None, None, cause)
    return tuple(line)
