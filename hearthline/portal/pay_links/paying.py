"""What a pay link leads to: how much, pay on the card company's page, a receipt."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.kernel.clock import now
from hearthline.payments.operations import (
    UnableToPay,
    UnableToUsePayLink,
    pay_by_link,
    return_by_link,
)
from hearthline.payments.pay_links import link_payment, pay_link_by_token
from hearthline.payments.reasons import reason_text
from hearthline.portal.by_link import by_link, gone
from hearthline.portal.pay_links.forms import PayByLinkForm
from hearthline.portal.pay_links.making import refusal_text

_GONE = "portal/pay_links/gone.html"


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, pay_token: str) -> HttpResponseBase:
    """Show what is left to pay, or go on to the card company's page."""
    form = PayByLinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            step = pay_by_link(
                token=pay_token,
                receipt_to=form.cleaned_data["email"],
                return_url_for=lambda number: (
                    settings.SITE_URL + reverse("pay-by-link-return", args=[pay_token, number])
                ),
                language=get_language() or "en",
                now=now(),
            )
        except UnableToPay as refusal:
            form.add_error(None, str(reason_text(refusal.reason)))
        except UnableToUsePayLink as refusal:
            if refusal.reason == "not_there":
                return gone(request, _GONE)
            field = "email" if refusal.reason == "bad_email" else None
            form.add_error(field, refusal_text(refusal))
        else:
            done = reverse("paid-by-link", args=[pay_token, step.number])
            return redirect(step.continue_url or done)
    found = pay_link_by_token(token=pay_token, now=now())
    if found is None:
        return gone(request, _GONE)
    status = 422 if form.errors else 200
    values = {"link": found, "form": form}
    return render(request, "portal/pay_links/pay.html", values, status=status)


@by_link
@require_safe
def returned(request: HttpRequest, pay_token: str, payment_number: str) -> HttpResponseBase:
    """The payer is back from the card company's page."""
    try:
        return_by_link(token=pay_token, payment_number=payment_number, now=now())
    except UnableToUsePayLink:
        return gone(request, _GONE)
    return redirect("paid-by-link", pay_token, payment_number)


@by_link
@require_safe
def paid(request: HttpRequest, pay_token: str, payment_number: str) -> HttpResponseBase:
    """A receipt, or how far the payment is."""
    found = link_payment(token=pay_token, number=payment_number)
    if found is None:
        return gone(request, _GONE)
    values = {
        "payment": found,
        "token": pay_token,
        "reason": reason_text(found.failure_reason) if found.failure_reason else "",
    }
    return render(request, "portal/pay_links/paid.html", values)
