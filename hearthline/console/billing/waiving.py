"""Waive a charge or a fee: alone within one's limits, above them by two people."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import UnableToAdjust, limit_minor, propose_waiver
from hearthline.billing.waivers import charge_to_waive
from hearthline.console.billing.refusals import refusal_words
from hearthline.console.looking import look_at
from hearthline.identity.access import staff, who
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now
from hearthline.kernel.money import Money

_MOST_ID = 2**63 - 1


class WaiveForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it waived?"),
        help_text=gettext_lazy("The subscriber reads it on the bill."),
        max_length=100,
        error_messages={"required": gettext_lazy("Write in a few words why.")},
    )


@staff("support", "billing")
@needs_proof("reason", to_read=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, account_number: str, charge_id: int) -> HttpResponse:
    """One charge or fee and, while it stands, the form that lets it off."""
    account = look_at(request, account_number, page="account", subject="money")
    charge = charge_to_waive(account_id=account.id, charge_id=min(charge_id, _MOST_ID))
    if charge is None:
        raise Http404
    form = WaiveForm(request.POST if request.method == "POST" else None, initial=draft(request))
    if form.is_bound and form.is_valid():
        try:
            made = propose_waiver(
                charge_id=charge.id,
                reason=form.cleaned_data["reason"],
                user_id=who(request),
                now=now(),
            )
        except UnableToAdjust as error:
            form.add_error(None, refusal_words(error.refusal))
        else:
            if made.state == "proposed":
                words = _("It is above your limit and waits for somebody else's approval.")
                messages.info(request, words)
            else:
                messages.success(request, _("It is waived. The credit is on the next bill."))
            if charge.bill_number:
                return redirect("console-bill", account.number, charge.bill_number)
            return redirect("console-money", account.number)
    limit = limit_minor(user_id=who(request), kind="waiver", currency=account.currency)
    values = {
        "account": account,
        "charge": charge,
        "form": form,
        "limit": None if limit is None else Money(limit, account.currency),
    }
    status = 422 if form.errors else 200
    return render(request, "console/billing/waive.html", values, status=status)
