"""Plans and channel packs: the list, adding one, changing one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.catalog.models import Plan
from hearthline.catalog.operations import (
    UnableToEditCatalog,
    add_plan,
    change_plan,
    values_of,
)
from hearthline.catalog.queries import all_plans, edits_of
from hearthline.console.catalog.edits import changes_of
from hearthline.console.catalog.plan_form import KINDS, NewPlanForm, PlanForm, initial_of
from hearthline.console.catalog.refusals import refusal_text
from hearthline.identity.access import staff
from hearthline.kernel.clock import now
from hearthline.subscriptions.queries import holders_of_plan


@staff("catalog")
@never_cache
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Everything in the catalog, by kind."""
    found = all_plans()
    groups = [
        (KINDS[kind], [plan for plan in found if plan.kind == kind])
        for kind in KINDS
        if any(plan.kind == kind for plan in found)
    ]
    return render(request, "console/catalog/plans.html", {"groups": groups})


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A plan that isn't there yet."""
    currency = settings.CURRENCY
    data = request.POST if request.method == "POST" else None
    form = NewPlanForm(data, currency=currency)
    if form.is_bound and form.is_valid():
        try:
            add_plan(
                code=form.cleaned_data["code"],
                kind=form.cleaned_data["kind"],
                currency=currency,
                values=form.values(),
                user_id=_user_id(request),
                now=now(),
            )
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            messages.success(request, _("The plan was added."))
            return redirect("console-plan", form.cleaned_data["code"])
    return _page(request, form, {})


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, plan_code: str) -> HttpResponse:
    """Change a plan, and see who changed what before."""
    found = Plan.objects.filter(code=plan_code).first()
    if found is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = PlanForm(
        data,
        currency=found.currency,
        code=found.code,
        initial=initial_of(values_of(plan=found), found.currency),
    )
    if form.is_bound and form.is_valid():
        try:
            change_plan(code=found.code, values=form.values(), user_id=_user_id(request), now=now())
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            messages.success(request, _("The plan was changed."))
            return redirect("console-plan", found.code)
    values = {
        "plan": found,
        "kind": KINDS[found.kind],
        "holders": holders_of_plan(code=found.code, now=now()),
        "edits": changes_of(edits_of(subject="plan", code=found.code), found.currency),
    }
    return _page(request, form, values)


def _user_id(request: HttpRequest) -> int:
    assert request.user.pk is not None  # noqa: S101 - `@staff` stands before; for the type checker
    return int(request.user.pk)


def _page(request: HttpRequest, form: PlanForm, values: dict[str, Any]) -> HttpResponse:
    return render(
        request,
        "console/catalog/plan.html",
        values | {"form": form},
        status=422 if form.is_bound and form.errors else 200,
    )
