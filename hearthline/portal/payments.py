"""Payments: the history, one payment with its confirmation, and the cards kept."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.paging import asked_page
from hearthline.identity.access import who
from hearthline.kernel.clock import now
from hearthline.payments.operations import (
    UnableToCancelPayment,
    UnableToFindPayment,
    UnableToRemoveMethod,
    cancel_payment,
    complete_return,
    remove_payment_method,
)
from hearthline.payments.queries import (
    PAGE_SIZE,
    payable,
    payment_detail,
    payment_history,
    saved_methods,
)
from hearthline.payments.reasons import reason_text


@account_member
@sees_bills
@require_safe
def payments(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Everything paid, and what is under way."""
    history = payment_history(account_id=account.id, page=asked_page(request))
    # The rows of the page are fetched already; the paginator only draws the way to the others.
    page = Paginator(range(history.total), PAGE_SIZE).page(history.page)
    values = {"account": account, "history": history, "page": page}
    return render(request, "portal/payments.html", values)


@account_member
@sees_bills
@require_safe
def payment(request: HttpRequest, account: AccountSummary, payment_number: str) -> HttpResponse:
    """One payment: its confirmation, or what to do next."""
    found = payment_detail(account_id=account.id, number=payment_number)
    if found is None:
        raise Http404
    situation = payable(account_id=account.id)
    values = {
        "account": account,
        "payment": found,
        "reason": reason_text(found.row.failure_reason) if found.row.failure_reason else "",
        "payable": situation,
        "credit": -situation.balance,
    }
    return render(request, "portal/payment.html", values)


@account_member
@sees_bills
@require_safe
def returned(_request: HttpRequest, account: AccountSummary, payment_number: str) -> HttpResponse:
    """The browser comes back from the gateway's page, with or before the gateway's own word."""
    try:
        complete_return(payment_number=payment_number, account_id=account.id, now=now())
    except UnableToFindPayment as error:
        raise Http404 from error
    return redirect("payment", payment_number)


@account_member
@sees_bills
@require_POST
def cancel(request: HttpRequest, account: AccountSummary, payment_number: str) -> HttpResponse:
    """Give up a payment that isn't finished, so that another can be started."""
    try:
        cancel_payment(
            payment_number=payment_number,
            account_id=account.id,
            user_id=who(request),
            now=now(),
        )
    except UnableToFindPayment as error:
        raise Http404 from error
    except UnableToCancelPayment:
        messages.error(
            request,
            _("The card company doesn't answer, so the payment stays as it is. Try again soon."),
        )
    return redirect("payment", payment_number)


@account_member
@sees_bills
@require_safe
def methods(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """The cards kept for this account."""
    values = {"account": account, "methods": saved_methods(account_id=account.id, now=now())}
    return render(request, "portal/payment_methods.html", values)


@account_member
@sees_bills
@require_POST
def remove_method(request: HttpRequest, account: AccountSummary, method_id: int) -> HttpResponse:
    """Take a card off the account."""
    try:
        remove_payment_method(
            account_id=account.id, method_id=method_id, user_id=who(request), now=now()
        )
    except UnableToRemoveMethod as error:
        raise Http404 from error
    messages.success(request, _("The card was removed."))
    return redirect("payment-methods")
