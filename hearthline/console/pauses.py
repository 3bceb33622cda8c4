"""Staff pause a service of an account, or have it on again, and say why."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing.operations import pause_by_staff
from hearthline.console.looking import look_at
from hearthline.design.days import DayField
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.operations import UnableToPause, resume_subscription
from hearthline.subscriptions.queries import pause_of, services_of

PAUSABLE = ("internet", "tv")
_REASONS: dict[str, Promise] = {
    "no_reason": gettext_lazy("Say why."),
    "too_soon": gettext_lazy("Choose a day from tomorrow on."),
    "ends_before_start": gettext_lazy("Choose a day after the first one."),
    "paused_then": gettext_lazy("It is paused on some of these days already."),
}


class PauseForm(forms.Form):
    """Which service, from when until when, and why."""

    service = forms.ChoiceField(
        label=gettext_lazy("Service"), error_messages={"required": gettext_lazy("Fill this in.")}
    )
    starts_date = DayField(label=gettext_lazy("First day without it"))
    ends_date = DayField(label=gettext_lazy("First day with it again"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=40,
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = services


@staff("support", "billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pauses(request: HttpRequest, account_number: str) -> HttpResponse:
    """What is paused or will be; pause something, have it on again."""
    account = look_at(request, account_number, page="account")
    at = now()
    today = provider_date(at)
    lines = [line for line in services_of(account_id=account.id, on=today) if line.kind in PAUSABLE]
    paused = [
        (line, found)
        for line in lines
        if (found := pause_of(account_id=account.id, number=line.number, on=today))
    ]
    resumed = request.POST.get("resume", "")
    data = request.POST if request.method == "POST" and not resumed else None
    tomorrow = today + timedelta(days=1)
    form = PauseForm(
        data,
        services=[(line.number, f"{line.plan_name}, {line.number}") for line in lines],
        initial={"starts_date": tomorrow, "ends_date": tomorrow + timedelta(days=14)},
    )
    try:
        if resumed:
            resume_subscription(account_id=account.id, number=resumed, now=at)
            messages.success(request, _("The pause is over."))
            return redirect("console-pauses", account.number)
        if form.is_bound and form.is_valid():
            typed = dict(form.cleaned_data)
            number = typed.pop("service")
            user_id = request.user.pk or 0
            pause_by_staff(account_id=account.id, user_id=user_id, number=number, now=at, **typed)
            messages.success(request, _("The pause is noted."))
            return redirect("console-pauses", account.number)
    except UnableToPause as refusal:
        text = str(_REASONS.get(refusal.reason, gettext_lazy("This can't be paused.")))
        if form.is_bound:
            form.add_error(refusal.field or None, text)
        else:
            messages.error(request, text)
    values = {"account": account, "today": today, "paused": paused, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/pauses.html", values, status=status)
