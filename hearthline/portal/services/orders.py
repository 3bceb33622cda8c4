"""Orders: the history, and each with how far it has come."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now, provider_date
from hearthline.portal.services.services import may_order
from hearthline.subscriptions.operations import UnableToUndo, undo_order
from hearthline.subscriptions.queries import order_of, orders_of
from hearthline.subscriptions.reasons import reason_text


@account_member
@require_safe
def orders(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Everything that was ordered, newest first."""
    values = {"account": account, "orders": orders_of(account_id=account.id)}
    return render(request, "portal/services/orders.html", values)


@account_member
@require_safe
def order(request: HttpRequest, account: AccountSummary, order_number: str) -> HttpResponse:
    """One order: what it changes, how far it is, and the bill that was agreed to."""
    found = order_of(account_id=account.id, number=order_number)
    if found is None:
        raise Http404
    today = provider_date(now())
    values = {
        "account": account,
        "order": found,
        "summary": found.summary,
        "today": today,
        "can_undo": found.summary.can_be_undone(today) and may_order(account),
    }
    return render(request, "portal/services/order.html", values)


@account_member
@require_POST
def undo(request: HttpRequest, account: AccountSummary, order_number: str) -> HttpResponse:
    """Take an order back before its day."""
    try:
        undo_order(account_id=account.id, number=order_number, user_id=request.user.pk, now=now())
    except UnableToUndo as refusal:
        if refusal.reason == "not_found":
            raise Http404 from refusal
        messages.error(request, reason_text(refusal))
    else:
        messages.success(request, _("The order was undone. Nothing changes."))
    return redirect("order", order_number)
