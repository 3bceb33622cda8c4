"""Taxes that an account doesn't owe: its certificates."""

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

from hearthline.billing.exemptions import exemptions_of, taxes_to_choose
from hearthline.billing.operations import UnableToExempt, end_exemption, exempt_from_taxes
from hearthline.console.looking import look_at
from hearthline.design.days import DayField
from hearthline.identity.access import staff
from hearthline.identity.proofs import draft, needs_proof
from hearthline.kernel.clock import now, provider_date


class ExemptionForm(forms.Form):
    """From which taxes, by which certificate, on which days; the last one belongs to it."""

    certificate = forms.CharField(
        label=gettext_lazy("Certificate"),
        help_text=gettext_lazy("Its number, as the authority gave it."),
        max_length=100,
        error_messages={"required": gettext_lazy("Enter the certificate's number.")},
    )
    taxes = forms.ChoiceField(label=gettext_lazy("Which taxes"), required=False)
    starts_date = DayField(label=gettext_lazy("First day"))
    last_date = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taxes = self.fields["taxes"]
        assert isinstance(taxes, forms.ChoiceField)  # noqa: S101 - declared above
        taxes.choices = [("", _("All taxes"))] + [
            (key, _("All of %(category)s") % {"category": name})
            if key.startswith("category:")
            else (key, name)
            for key, name in taxes_to_choose()
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("starts_date"), typed.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", _("Enter a day that isn't before the first one."))
        return typed


@staff("billing")
@needs_proof("certificate", "taxes", "starts_date", "last_date", to_read=False)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exemptions(request: HttpRequest, account_number: str) -> HttpResponse:
    """An account's exemptions, and the form for another one."""
    account = look_at(request, account_number, page="account", subject="taxes")
    today = provider_date(now())
    initial = {"starts_date": today} | draft(request)
    form = ExemptionForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        kind, _colon, key = typed["taxes"].partition(":")
        last = typed["last_date"]
        try:
            exempt_from_taxes(
                account_id=account.id,
                certificate=typed["certificate"],
                starts_date=typed["starts_date"],
                ends_date=last + timedelta(days=1) if last else None,
                tax_code=key if kind == "tax" else "",
                tax_category=key if kind == "category" else "",
                now=now(),
            )
        except UnableToExempt:
            form.add_error(None, _("That can't be entered. Check what you typed."))
        else:
            messages.success(request, _("It counts for bills issued from its first day on."))
            return redirect("console-exemptions", account.number)
    lines = [
        (line, line.ends_date and line.ends_date - timedelta(days=1))
        for line in exemptions_of(account_id=account.id)
    ]
    values = {"account": account, "form": form, "lines": lines, "today": today}
    status = 422 if form.errors else 200
    return render(request, "console/billing/exemptions.html", values, status=status)


@staff("billing")
@needs_proof(to_read=False)
@never_cache
@require_POST
def end(request: HttpRequest, account_number: str) -> HttpResponse:
    """Let one be over from today on."""
    account = look_at(request, account_number, page="account", subject="taxes")
    chosen = request.POST.get("exemption", "")
    today = provider_date(now())
    try:
        end_exemption(
            account_id=account.id,
            exemption_id=int(chosen) if chosen.isascii() and chosen.isdigit() else 0,
            ends_date=today,
            now=now(),
        )
    except UnableToExempt:
        messages.warning(request, _("It hasn't begun yet, or isn't there any more."))
    else:
        messages.success(request, _("It is over from today on."))
    return redirect("console-exemptions", account.number)
