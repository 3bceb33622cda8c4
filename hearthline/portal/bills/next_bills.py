"""The bills to come, as things stand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthline.billing.explanation import Cause
from hearthline.billing.forecast import ForeseenBill, foreseen_bills, next_bill
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now
from hearthline.portal.bills.events import event_link


@account_member
@sees_bills
@require_safe
def next_bills(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The next three with their lines; for other pages that ask, the next one on one line."""
    if request.htmx:  # type: ignore[attr-defined]
        foreseen = next_bill(account_id=account.id, now=now())
        return render(request, "portal/bills/_next_line.html", {"foreseen": foreseen})
    values = {
        "account": account,
        "bills": [
            (foreseen, _causes(foreseen))
            for foreseen in foreseen_bills(account_id=account.id, now=now())
        ],
    }
    return render(request, "portal/bills/next.html", values)


def _causes(foreseen: ForeseenBill) -> list[tuple[Cause, str]]:
    """What changes, each with the way to what led to it."""
    explanation = foreseen.explanation
    return [(cause, event_link(cause)) for cause in explanation.causes] if explanation else []
