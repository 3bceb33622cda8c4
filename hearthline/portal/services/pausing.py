"""Pause a service for a while: choose the days, see the next bill, agree; have it back early."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import PauseQuote, pause_service, quote_pause
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.days import DayField
from hearthline.kernel.clock import now, provider_date
from hearthline.portal.services.services import may_order
from hearthline.subscriptions.operations import (
    UnableToOrder,
    UnableToPause,
    resume_subscription,
)
from hearthline.subscriptions.queries import may_be_paused, pause_of, service_by_number
from hearthline.subscriptions.reasons import reason_text

_REASONS: dict[str, Promise] = {
    "too_soon": gettext_lazy("Choose a day from tomorrow on."),
    "ends_before_start": gettext_lazy("Choose a day after the first one."),
    "too_short": gettext_lazy("This is too short. Choose a later day."),
    "too_long": gettext_lazy("This is too long. Choose an earlier day."),
    "too_often": gettext_lazy("It was paused as often as possible within a year."),
    "paused_then": gettext_lazy("It is paused on some of these days already."),
}


class PauseForm(forms.Form):
    """From when until when."""

    starts_date = DayField(label=gettext_lazy("First day without it"))
    ends_date = DayField(label=gettext_lazy("First day with it again"))


@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest, account: AccountSummary, service_number: str) -> HttpResponse:
    """The days; then the next bill with them, and the agreement; or the pause that there is."""
    today = provider_date(now())
    found = service_by_number(account_id=account.id, number=service_number, on=today)
    if found is None:
        raise Http404
    number = found.line.number
    there = pause_of(account_id=account.id, number=number, on=today)
    if there is not None and request.method == "POST" and request.POST.get("step") == "resume":
        return _resume(request, account, number)
    values: dict[str, Any] = {
        "account": account,
        "line": found.line,
        "pause": there,
        "today": today,
        "may": may_order(account)
        and found.line.is_on(today)
        and found.line.ended_date is None
        and may_be_paused(account_id=account.id, number=number),
        "least": settings.PAUSE_LEAST_DAYS,
        "most": settings.PAUSE_MOST_DAYS,
        "times": settings.PAUSES_A_YEAR,
    }
    if there is not None or not values["may"]:
        return render(request, "portal/services/pause.html", values)
    form = PauseForm(request.POST if request.method == "POST" else None, initial=_first_days(today))
    if form.is_bound and form.is_valid():
        asked = {
            "account_id": account.id,
            "user_id": request.user.pk,
            "number": number,
            "now": now(),
            **form.cleaned_data,
        }
        try:
            if request.POST.get("step") == "agree":
                pause_service(**asked)
                messages.success(request, _("The pause is noted."))
                return redirect("service", number)
            quote: PauseQuote = quote_pause(**asked)
            values["quote"] = quote
        except UnableToOrder as refusal:
            form.add_error(None, reason_text(refusal))
        except UnableToPause as refusal:
            text = _REASONS.get(refusal.reason, gettext_lazy("This can't be paused."))
            form.add_error(refusal.field or None, str(text))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/services/pause.html", values | {"form": form}, status=status)


def _first_days(today: date) -> dict[str, date]:
    first = today + timedelta(days=1)
    return {"starts_date": first, "ends_date": first + timedelta(days=settings.PAUSE_LEAST_DAYS)}


def _resume(request: HttpRequest, account: AccountSummary, number: str) -> HttpResponse:
    if not may_order(account):
        raise Http404
    try:
        resume_subscription(account_id=account.id, number=number, now=now())
    except UnableToPause as refusal:
        raise Http404 from refusal
    messages.success(request, _("The pause is over."))
    return redirect("service", number)
