"""What use of a plan costs from a day on: decide it, end it, withdraw what is yet to begin."""

from datetime import date, timedelta
from decimal import Decimal
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

from hearthline.billing.tariff_words import tariff_text
from hearthline.catalog.models import Plan
from hearthline.catalog.operations import (
    TariffValues,
    UnableToEditCatalog,
    add_tariff,
    end_tariff,
    withdraw_tariff,
)
from hearthline.catalog.queries import tariff_by_id, tariffs_of_plan
from hearthline.console.catalog.plan_form import price_typed
from hearthline.console.catalog.refusals import refusal_text
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.kernel.money import minor_digits
from hearthline.subscriptions.queries import holders_of_plan

_REQUIRED = {"required": gettext_lazy("Fill this in.")}
_MOST = 9_999_999
_KINDS = (
    ("voice", gettext_lazy("Calls, in minutes")),
    ("data", gettext_lazy("Data, in MB")),
    ("piece", gettext_lazy("Pieces, such as films")),
)
_UNITS = {"voice": 60, "data": 1, "piece": 1}
"""How much of what is counted (`Tariff`) one of what staff type is."""
_FINER = 6
"""Digits that a price may be finer than the currency's smallest coin."""


def _quantity(label: Any, *, least: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=_MOST, initial=initial, error_messages=_REQUIRED
    )


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            **_REQUIRED,
            "invalid": gettext_lazy("Enter a day as year, month, day, such as 2026-03-16."),
        },
    )


class TariffForm(forms.Form):
    """Which kind of use, how much of it is included, what the rest costs, and from when."""

    usage_kind = forms.ChoiceField(label=gettext_lazy("What is used"), choices=_KINDS)
    name = forms.CharField(
        label=gettext_lazy("What bills call it"), max_length=200, error_messages=_REQUIRED
    )
    included_quantity = _quantity(gettext_lazy("Included a month"), least=0, initial=0)
    block_quantity = _quantity(
        gettext_lazy("How much one price is for; a begun one counts"), least=1, initial=1
    )
    price = forms.CharField(
        label=gettext_lazy("Price of that"),
        help_text=gettext_lazy("Before taxes; it may be a part of the smallest coin."),
        max_length=20,
        error_messages=_REQUIRED,
    )
    minimum = forms.CharField(
        label=gettext_lazy("The least that a month comes to"), max_length=20, required=False
    )
    is_itemized = forms.BooleanField(
        label=gettext_lazy("A line each on the bill, as for films"), required=False
    )
    tax_category = forms.CharField(
        label=gettext_lazy("Tax category"), max_length=40, required=False
    )
    starts_date = _day(gettext_lazy("First day"))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_price(self) -> int:
        typed = self.cleaned_data["price"].strip().lstrip("$€£").strip()
        digits = minor_digits(self.currency) + _FINER
        whole, _point, part = typed.partition(".")
        is_number = (whole + part).isdecimal() and (whole + part).isascii()
        if not is_number or len(part) > digits or len(whole) > len(str(_MOST)):
            raise forms.ValidationError(
                _("Enter an amount with a point, such as %(example)s.") % {"example": "0.05"}
            )
        return int(Decimal(f"{whole or 0}.{part or 0}").scaleb(digits))

    def clean_minimum(self) -> int:
        typed = self.cleaned_data["minimum"]
        return price_typed(typed, self.currency) if typed.strip() else 0

    def values(self) -> TariffValues:
        """What was typed, as the operation takes it."""
        typed = self.cleaned_data
        unit = _UNITS[typed["usage_kind"]]
        return TariffValues(
            name=typed["name"],
            included_quantity=typed["included_quantity"] * unit,
            block_quantity=typed["block_quantity"] * unit,
            price_millionths=typed["price"],
            minimum_minor=typed["minimum"],
            is_itemized=typed["is_itemized"],
            tax_category=typed["tax_category"],
        )


class EndForm(forms.Form):
    """From when on use costs nothing."""

    ends_date = _day(gettext_lazy("First day without it"))


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tariffs(request: HttpRequest, plan_code: str) -> HttpResponse:
    """What use of a plan costs, did and will; decide what it costs from a day on."""
    plan = Plan.objects.filter(code=plan_code).first()
    if plan is None:
        raise Http404
    today = provider_date(now())
    first = today + timedelta(days=settings.PRICE_NOTICE_DAYS)
    data = request.POST if request.method == "POST" else None
    initial = {"starts_date": first, "tax_category": plan.tax_category}
    form = TariffForm(data, currency=plan.currency, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            add_tariff(
                code=plan.code,
                usage_kind=form.cleaned_data["usage_kind"],
                values=form.values(),
                starts_date=form.cleaned_data["starts_date"],
                user_id=request.user.pk or 0,
                now=now(),
            )
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            messages.success(request, _("It was decided what use costs."))
            return redirect("console-plan-tariffs", plan.code)
    values = {
        "plan": plan,
        "form": form,
        "first": first,
        "lines": _lines(plan.code, today),
        "holders": holders_of_plan(code=plan.code, now=now()),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/catalog/tariffs.html", values, status=status)


def _lines(plan_code: str, today: date) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "text": tariff_text(line),
            "is_to_come": line.is_to_come(today),
            "is_over": line.is_over(today),
        }
        for line in tariffs_of_plan(code=plan_code)
    ]


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, tariff_id: int) -> HttpResponse:
    """Let a kind of use cost nothing in months that begin on a day or later."""
    found = tariff_by_id(tariff_id=tariff_id)
    if found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, initial={"ends_date": provider_date(now()) + timedelta(days=1)})
    if form.is_bound and form.is_valid():
        try:
            end_tariff(
                tariff_id=tariff_id,
                ends_date=form.cleaned_data["ends_date"],
                user_id=request.user.pk or 0,
                now=now(),
            )
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            messages.success(request, _("Its end is decided."))
            return redirect("console-plan-tariffs", found.plan_code)
    values = {"line": found, "text": tariff_text(found), "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/catalog/end_tariff.html", values, status=status)


@staff("catalog")
@never_cache
@require_POST
def withdraw(request: HttpRequest, tariff_id: int) -> HttpResponse:
    """Take back what is yet to begin; what was before goes on."""
    found = tariff_by_id(tariff_id=tariff_id)
    if found is None:
        raise Http404
    try:
        withdraw_tariff(tariff_id=tariff_id, user_id=request.user.pk or 0, now=now())
    except UnableToEditCatalog as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, _("It was withdrawn."))
    return redirect("console-plan-tariffs", found.plan_code)
