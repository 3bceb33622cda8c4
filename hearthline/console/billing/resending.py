"""Send a bill once more: its link, by the channels that its people chose."""

import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import UnableToResend, resend_bill
from hearthline.billing.queries import bill_id
from hearthline.console.looking import look_at
from hearthline.identity.access import staff
from hearthline.kernel.clock import now

_MOST = 60
"""What the log of looks has room for."""


class ResendForm(forms.Form):
    """Nothing to fill in."""

    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


@staff("support", "billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resend(request: HttpRequest, account_number: str, bill_number: str) -> HttpResponse:
    """Ask once more, then send it."""
    account = look_at(request, account_number, page="bill", subject=bill_number[:_MOST])
    if bill_id(account_id=account.id, number=bill_number) is None:
        raise Http404
    is_sent = request.method == "POST"
    fresh = {"idempotency_key": uuid.uuid4()}
    form = ResendForm(request.POST if is_sent else None, initial=fresh)
    if is_sent and form.is_valid():
        try:
            told = resend_bill(
                account_id=account.id,
                number=bill_number,
                idempotency_key=str(form.cleaned_data["idempotency_key"]),
                now=now(),
            )
        except UnableToResend:
            form.add_error(None, _("There is nobody on this account to write to."))
        else:
            words = ngettext(
                "It is sent to %(count)s person.", "It is sent to %(count)s people.", told
            )
            messages.success(request, words % {"count": told})
            return redirect("console-bill", account.number, bill_number)
    values = {"account": account, "bill_number": bill_number, "form": form}
    status = 422 if form.errors else 200
    return render(request, "console/billing/resend.html", values, status=status)
