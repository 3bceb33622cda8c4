"""Close an account with its final bill in view, and what closed accounts are still to get."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.billing.closings import closings_to_see_to, planned_closing
from hearthline.billing.operations import (
    UnableToAssessTaxes,
    UnableToClose,
    close_account,
    keep_account,
    preview_closing,
)
from hearthline.console.bill_runs.words import NO_TAXES
from hearthline.console.looking import look_at
from hearthline.design.days import DayField
from hearthline.design.formats import day_text
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now, provider_date


class ClosingForm(forms.Form):
    """From which day on, and why."""

    on_date = DayField(
        label=gettext_lazy("First day without services"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it closed?"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write in a few words why.")},
    )


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, account_number: str) -> HttpResponse:
    """The final bill as it would be today; sent, the account is closed then or later."""
    account = look_at(request, account_number, page="account", subject="closing")
    if request.method == "POST" and request.POST.get("action") == "keep":
        keep_account(account_id=account.id, now=now())
        messages.success(request, _("The account stays."))
        return redirect("console-account", account.number)
    today = provider_date(now())
    form = ClosingForm(request.POST or None, initial={"on_date": today})
    if request.method == "POST" and form.is_valid():
        try:
            done = close_account(
                account_id=account.id,
                on_date=form.cleaned_data["on_date"],
                reason=form.cleaned_data["reason"],
                user_id=who(request),
                now=now(),
            )
        except UnableToAssessTaxes:
            form.add_error(None, NO_TAXES)
        except UnableToClose as refusal:
            if refusal.reason not in {"past", "too_far"}:
                return _refused(request, account.number)
            form.add_error("on_date", _REFUSALS[refusal.reason])
        else:
            return _done(request, account.number, form.cleaned_data["on_date"], done.bill_number)
    try:
        preview = preview_closing(account_id=account.id, now=now())
    except UnableToClose:
        return _refused(request, account.number)
    except UnableToAssessTaxes:
        messages.error(request, NO_TAXES)
        return redirect("console-account", account.number)
    values: dict[str, Any] = {
        "account": account,
        "form": form,
        "preview": preview,
        "planned": planned_closing(account_id=account.id),
        "credit": -preview.balance,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/bill_runs/close.html", values, status=status)


@staff("billing")
@never_cache
@require_safe
def closings(request: HttpRequest) -> HttpResponse:
    """Accounts that are to be closed, and closed ones that have paid too much."""
    return render(request, "console/bill_runs/closings.html", {"closings": closings_to_see_to()})


def _done(request: HttpRequest, number: str, day: date, bill_number: str) -> HttpResponse:
    if day > provider_date(now()):
        messages.success(
            request, _("The account will be closed on %(day)s.") % {"day": day_text(day)}
        )
        return redirect("console-account", number)
    messages.success(request, _("The account is closed."))
    if bill_number:
        return redirect("console-bill", number, bill_number)
    return redirect("console-account", number)


def _refused(request: HttpRequest, number: str) -> HttpResponse:
    messages.error(request, _("This account is closed already."))
    return redirect("console-account", number)


_REFUSALS = {
    "past": gettext_lazy("Enter today or a day to come."),
    "too_far": gettext_lazy("Enter a day within the next 90 days."),
}
