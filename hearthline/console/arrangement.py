"""An account's arrangement, as staff see it; one beyond the rules, with a reason; its end."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.billing.arrangement_reasons import FIELDS, reason_text
from hearthline.billing.arrangement_rules import STAFF_MOST_PARTS
from hearthline.billing.arrangements import arrangement_on, past_arrangements
from hearthline.billing.operations import (
    Proposal,
    UnableToArrange,
    arrange_by_staff,
    cancel_arrangement,
)
from hearthline.billing.queries import what_is_due
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.design.days import DayField
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now, provider_date

EVERY = [
    ("week", gettext_lazy("Every week")),
    ("two_weeks", gettext_lazy("Every two weeks")),
    ("month", gettext_lazy("Every month")),
]


class ArrangementForm(forms.Form):
    """Into how many parts, from when on, how far apart, and why."""

    parts = forms.IntegerField(
        label=gettext_lazy("Parts"),
        min_value=1,
        max_value=STAFF_MOST_PARTS,
        initial=2,
        error_messages={
            "required": gettext_lazy("Enter how many parts."),
            "invalid": gettext_lazy("Enter how many parts."),
        },
    )
    first_date = DayField(
        label=gettext_lazy("First day"),
        error_messages={"required": gettext_lazy("Enter the day of the first part.")},
    )
    every = forms.ChoiceField(label=gettext_lazy("The other parts follow"), choices=EVERY)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The subscriber can read this."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why.")},
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput)


@staff("support", "billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrangement(request: HttpRequest, account_number: str) -> HttpResponse:
    """How it stands, or the form for one."""
    account = look_at(request, account_number, page="payment", subject="arrangement")
    if request.method != "POST":
        return _page(request, account, _fresh())
    form = ArrangementForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form)
    typed = form.cleaned_data
    try:
        arrange_by_staff(
            account_id=account.id,
            staff_user_id=who(request),
            proposal=Proposal(typed["parts"], typed["first_date"], typed["every"]),
            reason=typed["reason"],
            idempotency_key=f"console:{typed['idempotency_key']}",
            now=now(),
        )
    except UnableToArrange as error:
        form.add_error(FIELDS.get(error.reason), reason_text(error))
        return _page(request, account, form)
    messages.success(request, _("It is agreed. The household is told of its days."))
    return redirect("console-arrangement", account.number)


@staff("support", "billing")
@never_cache
@require_POST
def end(request: HttpRequest, account_number: str) -> HttpResponse:
    """End it: from then on everything is due as its bills say."""
    account = look_at(request, account_number, page="payment", subject="arrangement")
    if cancel_arrangement(account_id=account.id, now=now()):
        messages.success(request, _("The arrangement has ended."))
    return redirect("console-arrangement", account.number)


def _fresh() -> ArrangementForm:
    first = provider_date(now()) + timedelta(days=7)
    return ArrangementForm(
        initial={"first_date": first, "every": "month", "idempotency_key": uuid.uuid4()}
    )


def _page(request: HttpRequest, account: AccountDetail, form: ArrangementForm) -> HttpResponse:
    today = provider_date(now())
    values: dict[str, Any] = {
        "account": account,
        "today": today,
        "due": what_is_due(account_id=account.id, today=today),
        "standing": arrangement_on(account_id=account.id),
        "past": past_arrangements(account_id=account.id),
        "form": form,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/arrangement.html", values, status=status)
