"""Bills: the list, and each with its breakdown."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hearthline.billing.correcting import correction_values
from hearthline.billing.disputes import lines_to_dispute
from hearthline.billing.explanation import Explanation, explain_bill
from hearthline.billing.queries import bill_detail, bills_of
from hearthline.billing.waivers import charges_on_bill
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.paging import asked_page
from hearthline.kernel.clock import now, provider_date
from hearthline.portal.bills.events import event_link
from hearthline.portal.bills.year import year_shown


@account_member
@sees_bills
@require_safe
def bills(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """All bills, newest first, each with what is left to pay on it."""
    found = bills_of(account_id=account.id, page=asked_page(request))
    page = Paginator(range(found.total), found.page_size).page(found.page)
    today = provider_date(now())
    values = {
        "today": today,
        "account": account,
        "bills": found,
        "page": page,
        "year": year_shown(account_id=account.id, today=today),
    }
    return render(request, "portal/bills/list.html", values)


@account_member
@sees_bills
@require_safe
def bill(request: HttpRequest, account: AccountSummary, bill_number: str) -> HttpResponse:
    """One bill: what is due first, then why."""
    found = bill_detail(account_id=account.id, number=bill_number)
    if found is None:
        raise Http404
    explanation = explain_bill(account_id=account.id, number=bill_number)
    lines = lines_to_dispute(account_id=account.id, number=bill_number)
    charges = charges_on_bill(account_id=account.id, number=bill_number) if found.one_offs else ()
    is_over = found.summary.is_corrected or found.summary.kind == "credit_note"
    values = {
        "account": account,
        "bill": found,
        "today": provider_date(now()),
        "explanation": explanation,
        **correction_values(
            found.summary,
            account_id=account.id,
            address_of=lambda number: reverse("bill", args=[number]),
        ),
        "waived": [charge for charge in charges if charge.is_waived],
        "disputed": [line for line in lines if line.is_disputed],
        "disputable": [line for line in lines if not line.is_disputed and not is_over],
        **(_why(explanation) if explanation else {}),
    }
    return render(request, "portal/bills/bill.html", values)


def _why(explanation: Explanation) -> dict[str, object]:
    return {
        "causes": [(cause, event_link(cause)) for cause in explanation.causes],
        "before_href": reverse("bill", args=[explanation.before_number]),
    }
