"""Bills on paper, or only here."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.delivery import is_on_paper
from hearthline.billing.late_fee_rule import units
from hearthline.billing.operations import UnableToChooseDelivery, choose_delivery
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.identity.access import who
from hearthline.kernel.clock import now

PAPER, HERE = "paper", "here"


class DeliveryForm(forms.Form):
    """One of two."""

    way = forms.ChoiceField(
        label=gettext_lazy("How do you want your bills?"),
        widget=forms.RadioSelect,
        choices=[
            (HERE, gettext_lazy("Only here: a message says when one is ready")),
            (PAPER, gettext_lazy("Here and on paper")),
        ],
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )


@account_member
@sees_bills
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """What the account has, and the change."""
    has = PAPER if is_on_paper(account_id=account.id) else HERE
    form = DeliveryForm(request.POST if request.method == "POST" else None, initial={"way": has})
    if form.is_bound and form.is_valid():
        try:
            choose_delivery(
                account_id=account.id,
                user_id=who(request),
                on_paper=form.cleaned_data["way"] == PAPER,
                now=now(),
            )
        except UnableToChooseDelivery:
            form.add_error(None, _("Only the owner and payers of this account can change this."))
        else:
            messages.success(request, _("Your choice holds from the next bill on."))
            return redirect("bills")
    values = {"account": account, "form": form, "has": has, "fee": units(settings.PAPER_FEE)}
    return render(request, "portal/bills/delivery.html", values, status=422 if form.errors else 200)
