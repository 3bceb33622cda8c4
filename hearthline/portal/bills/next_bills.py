"""The bills to come, as things stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthline.billing.forecast import ForeseenBill, foreseen_bills, next_bill
from hearthline.billing.queries import latest_bill
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now
from hearthline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Step:
    """A bill to come, and how much more it is than the one before, if there was one."""

    foreseen: ForeseenBill
    change: Money | None


@account_member
@require_safe
def next_bills(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The next three with their lines; for other pages that ask, the next one on one line."""
    if request.htmx:  # type: ignore[attr-defined]
        foreseen = next_bill(account_id=account.id, now=now())
        return render(request, "portal/bills/_next_line.html", {"foreseen": foreseen})
    return render(
        request, "portal/bills/next.html", {"account": account, "steps": list(_steps(account.id))}
    )


def _steps(account_id: int) -> Iterator[Step]:
    latest = latest_bill(account_id=account_id)
    before = latest.total if latest else None
    for foreseen in foreseen_bills(account_id=account_id, now=now()):
        total = foreseen.bill.total
        yield Step(foreseen, None if before is None else total - before)
        before = total
