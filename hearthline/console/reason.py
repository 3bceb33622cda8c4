"""The question why somebody opens an account, before they see anything of it."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.console.looking import ReasonForm, keep_reason
from hearthline.console.own_addresses import own_address
from hearthline.customers.queries import account_by_number
from hearthline.identity.access import staff
from hearthline.kernel.clock import now


@staff("support", "billing", "network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: HttpRequest, account_number: str) -> HttpResponse:
    """The question; answered, the page opens that was asked for."""
    account = account_by_number(number=account_number)
    if account is None:
        raise Http404
    target = own_address(request)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        keep_reason(request, account.id, form.reason, now())
        return redirect(target or "console-account", *([] if target else [account.number]))
    values = {
        "form": form,
        "account": account,
        "waiting": [(REDIRECT_FIELD_NAME, target)] if target else [],
        "action": request.path,
    }
    return render(request, "console/reason.html", values, status=422 if form.is_bound else 200)
