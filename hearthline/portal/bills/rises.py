"""Choose from what rise of a bill on the account's people are told ahead."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.telling_ahead import choose_rise_bound, rise_bound
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now
from hearthline.kernel.money import Money, UnableToReadAmount

_MOST_MINOR = 10**9


class RiseForm(forms.Form):
    """An amount, or nothing at all."""

    amount = forms.CharField(
        label=gettext_lazy("Tell me when a bill rises by more than"),
        help_text=gettext_lazy("Leave it empty to never be told."),
        max_length=20,
        required=False,
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> Money | None:
        typed = self.cleaned_data["amount"].strip()
        if not typed:
            return None
        try:
            amount = Money.typed(typed, self.currency)
        except UnableToReadAmount as error:
            example = Money(1250, self.currency).decimal
            raise forms.ValidationError(
                _("Enter an amount with a point, such as %(example)s.") % {"example": example}
            ) from error
        if not 0 <= amount.amount_minor <= _MOST_MINOR:
            raise forms.ValidationError(_("Enter an amount that isn't below zero."))
        return amount


@account_member
@sees_bills
@require_http_methods(["GET", "HEAD", "POST"])
def bill_rises(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """One amount for the account; it holds for everybody who sees its bills."""
    bound = rise_bound(account_id=account.id, currency=account.currency)
    data = request.POST if request.method == "POST" else None
    initial = {"amount": bound.decimal if bound is not None else ""}
    form = RiseForm(data, currency=account.currency, initial=initial)
    if form.is_bound and form.is_valid():
        choose_rise_bound(account_id=account.id, amount=form.cleaned_data["amount"], now=now())
        messages.success(request, _("Saved."))
        return redirect("next-bills")
    status = 422 if form.is_bound and form.errors else 200
    values = {"account": account, "form": form}
    return render(request, "portal/bills/rises.html", values, status=status)
