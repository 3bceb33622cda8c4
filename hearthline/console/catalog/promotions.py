"""Promotions: the list, adding one, changing one, and how many accounts it would reach."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.catalog.models import Promotion
from hearthline.catalog.operations import (
    PromotionValues,
    UnableToEditCatalog,
    promotion_values,
    save_promotion,
)
from hearthline.catalog.queries import all_plans, edits_of, promotion_list
from hearthline.console.catalog.edits import changes_of
from hearthline.console.catalog.gifts import GIVES, WITH_KINDS, gift_text, gift_typed
from hearthline.console.catalog.plan_form import KINDS, SERVICES
from hearthline.console.catalog.refusals import refusal_text
from hearthline.design.days import DayField
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.queries import entitled_count

_REQUIRED = {"required": gettext_lazy("Fill this in.")}


class PromotionForm(forms.Form):
    """What is told, to whom, and from when to when."""

    title = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=120, error_messages=_REQUIRED
    )
    title_es = forms.CharField(
        label=gettext_lazy("Title in Spanish"), max_length=120, error_messages=_REQUIRED
    )
    text = forms.CharField(
        label=gettext_lazy("Text in English"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )
    text_es = forms.CharField(
        label=gettext_lazy("Text in Spanish"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REQUIRED,
    )
    plan = forms.ChoiceField(
        label=gettext_lazy("Plan it offers"),
        help_text=gettext_lazy("Who has it already isn't told."),
        required=False,
    )
    starts_date = DayField(label=gettext_lazy("First day"))
    ends_date = DayField(label=gettext_lazy("First day on which it is over"))
    has_kind = forms.ChoiceField(label=gettext_lazy("Has a service"), required=False)
    has_plan = forms.ChoiceField(label=gettext_lazy("Has the plan"), required=False)
    lacks_kind = forms.ChoiceField(label=gettext_lazy("Has no service"), required=False)
    lacks_plan = forms.ChoiceField(label=gettext_lazy("Doesn't have the plan"), required=False)
    region = forms.CharField(
        label=gettext_lazy("Region"),
        help_text=gettext_lazy("As addresses have it; empty means everywhere."),
        max_length=50,
        required=False,
    )

    gives = forms.ChoiceField(
        label=gettext_lazy("What it gives"),
        help_text=gettext_lazy(
            "A discount on the plan it offers, when that is ordered; without such a plan on what"
            " people have, when they accept it."
        ),
        choices=[("", gettext_lazy("Nothing, it only tells")), *GIVES],
        required=False,
    )
    gift = forms.CharField(label=gettext_lazy("How much"), max_length=20, required=False)
    for_months = forms.IntegerField(
        label=gettext_lazy("For how many months"),
        help_text=gettext_lazy("Empty means until the day below, or for good."),
        min_value=1,
        max_value=120,
        required=False,
    )
    until_date = DayField(
        label=gettext_lazy("First day without it"),
        required=False,
    )
    with_kind = forms.ChoiceField(
        label=gettext_lazy("Only while the account also has"), choices=WITH_KINDS, required=False
    )
    rank = forms.IntegerField(
        label=gettext_lazy("Its turn, where there are several"),
        min_value=1,
        max_value=99,
        initial=1,
        error_messages=_REQUIRED,
    )
    is_kept = forms.BooleanField(
        label=gettext_lazy("Stays when the plan is changed to another of its kind"), required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["rate_ppm"] = cleaned["amount_minor"] = 0
        if cleaned.get("gives"):
            try:
                cleaned["rate_ppm"], cleaned["amount_minor"] = gift_typed(
                    cleaned["gives"], cleaned.get("gift", ""), settings.CURRENCY
                )
            except forms.ValidationError as error:
                self.add_error("gift", error)
        return cleaned

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = [(plan.code, plan.name) for plan in all_plans()]
        kinds = [(kind, str(KINDS[kind])) for kind in SERVICES]
        for name, choices, nothing in (
            ("plan", plans, _("None in particular")),
            ("has_plan", plans, _("Doesn't matter")),
            ("lacks_plan", plans, _("Doesn't matter")),
            ("has_kind", kinds, _("Doesn't matter")),
            ("lacks_kind", kinds, _("Doesn't matter")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [("", nothing), *choices]

    def values(self) -> PromotionValues:
        """What was typed, as the operation takes it."""
        names = {*PromotionForm.base_fields, "rate_ppm", "amount_minor"} - {"gift"}
        typed = {name: self.cleaned_data[name] for name in names}
        return PromotionValues(**typed)


class NewPromotionForm(PromotionForm):
    """A promotion that isn't there yet."""

    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters, digits and dashes. It can't be changed later."),
        max_length=60,
        error_messages={
            **_REQUIRED,
            "invalid": gettext_lazy("Use small letters, digits and dashes."),
        },
    )
    field_order = ["code"]


@staff("catalog")
@never_cache
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    """All promotions, those that run first."""
    values = {"promotions": promotion_list(), "today": provider_date(now())}
    return render(request, "console/catalog/promotions.html", values)


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A promotion that isn't there yet."""
    form = NewPromotionForm(request.POST if request.method == "POST" else None)
    return _handled(request, form, code="", values={})


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def promotion(request: HttpRequest, promotion_code: str) -> HttpResponse:
    """Change a promotion, see whom it reaches and who changed what before."""
    plans = ("plan", "has_plan", "lacks_plan")
    found = Promotion.objects.select_related(*plans).filter(code=promotion_code).first()
    if found is None:
        raise Http404
    known = promotion_values(promotion=found)
    data = request.POST if request.method == "POST" else None
    form = PromotionForm(
        data, initial=asdict(known) | {"gift": gift_text(asdict(known), settings.CURRENCY)}
    )
    values = {
        "promotion": found,
        "edits": changes_of(edits_of(subject="promotion", code=found.code), settings.CURRENCY),
        "reached": _reached(known),
    }
    return _handled(request, form, code=found.code, values=values)


def _handled(
    request: HttpRequest, form: PromotionForm, *, code: str, values: dict[str, Any]
) -> HttpResponse:
    """Save, or only count whom it would reach, or show what is wrong."""
    if form.is_bound and form.is_valid():
        asked = form.values()
        if request.POST.get("step") == "count":
            values |= {"reached": _reached(asked), "is_counted": True}
        else:
            try:
                save_promotion(
                    code=code or form.cleaned_data["code"],
                    values=asked,
                    is_new=not code,
                    user_id=request.user.pk or 0,
                    now=now(),
                )
            except UnableToEditCatalog as refusal:
                form.add_error(refusal.field or None, refusal_text(refusal))
            else:
                messages.success(request, _("The promotion was saved."))
                return redirect("console-promotion", code or form.cleaned_data["code"])
    status = 422 if form.is_bound and form.errors else 200
    page = values | {"form": form}
    return render(request, "console/catalog/promotion.html", page, status=status)


def _reached(values: PromotionValues) -> int:
    return entitled_count(
        on=provider_date(now()),
        has_kind=values.has_kind,
        has_plan=values.has_plan,
        lacks_kind=values.lacks_kind,
        lacks_plan=values.lacks_plan,
        region=values.region,
        offers_plan=values.plan,
    )
