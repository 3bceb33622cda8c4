"""A plan's price from a day on: decide it, look at the ones decided, withdraw one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.catalog.models import Plan
from hearthline.catalog.operations import (
    UnableToEditCatalog,
    change_plan_price,
    withdraw_plan_price,
)
from hearthline.catalog.queries import price_change, prices_of_plan
from hearthline.console.catalog.plan_form import price_typed
from hearthline.console.catalog.refusals import refusal_text
from hearthline.design.days import DayField
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.queries import holders_of_plan

_REQUIRED = {"required": gettext_lazy("Fill this in.")}


class PriceForm(forms.Form):
    """How much, and from when."""

    price = forms.CharField(
        label=gettext_lazy("New price"),
        help_text=gettext_lazy("For the plan's period, before taxes."),
        max_length=20,
        error_messages=_REQUIRED,
    )
    starts_date = DayField(
        label=gettext_lazy("First day"),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_price(self) -> int:
        return price_typed(self.cleaned_data["price"], self.currency)


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prices(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Decide a new price; those who have the plan are told."""
    plan = Plan.objects.filter(code=plan_code).first()
    if plan is None:
        raise Http404
    today = provider_date(now())
    first = today + timedelta(days=settings.PRICE_NOTICE_DAYS)
    data = request.POST if request.method == "POST" else None
    form = PriceForm(data, currency=plan.currency, initial={"starts_date": first})
    if form.is_bound and form.is_valid():
        try:
            change_plan_price(
                code=plan.code,
                price_minor=form.cleaned_data["price"],
                starts_date=form.cleaned_data["starts_date"],
                user_id=request.user.pk or 0,
                now=now(),
            )
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            messages.success(request, _("The new price was decided. Who has the plan is told."))
            return redirect("console-plan-prices", plan.code)
    values = {
        "plan": plan,
        "form": form,
        "today": today,
        "first": first,
        "prices": prices_of_plan(code=plan.code),
        "holders": holders_of_plan(code=plan.code, now=now()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/catalog/prices.html", values, status=status)


@staff("catalog")
@never_cache
@require_POST
def withdraw(request: HttpRequest, price_id: int) -> HttpResponse:
    """Take a new price back before its day."""
    found = price_change(price_id=price_id)
    if found is None:
        raise Http404
    try:
        withdraw_plan_price(price_id=price_id, user_id=request.user.pk or 0, now=now())
    except UnableToEditCatalog as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("The new price was withdrawn. Who has the plan is told."))
    return redirect("console-plan-prices", found.plan_code)
