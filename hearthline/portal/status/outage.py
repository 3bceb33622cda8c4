"""One outage or planned maintenance, for the people of accounts that it reaches."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel import clock
from hearthline.network.queries import outage_of


@account_member
@require_safe
def outage(request: HttpRequest, account: AccountSummary, outage_number: str) -> HttpResponse:
    """Its start, cause, estimate, what was told, and its end."""
    found = outage_of(
        account_id=account.id, number=outage_number.replace("\x00", ""), now=clock.now()
    )
    if found is None:
        raise Http404
    return render(request, "portal/status/outage.html", {"account": account, "outage": found})
