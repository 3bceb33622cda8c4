"""Outages and planned work: the list, each with whom it reached, and what is told next."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.console.network.outage_forms import NewsForm, UpdateForm, WithdrawForm
from hearthline.design.paging import asked_page
from hearthline.identity.access import staff
from hearthline.kernel import clock
from hearthline.network.operations import (
    ChangeRefusal,
    UnableToChangeOutage,
    end_outage,
    update_outage,
    withdraw_outage,
)
from hearthline.network.queries import StaffOutage, all_outages, staff_outage

PAGE_SIZE = 20


@staff("network")
@never_cache
@require_safe
def outages(request: HttpRequest) -> HttpResponse:
    """Every outage, newest first."""
    found = all_outages(page=asked_page(request), now=clock.now())
    page = Paginator(range(found.total), PAGE_SIZE).page(found.page)
    values = {"outages": found.lines, "page": page}
    return render(request, "console/network/outages.html", values)


@staff("network")
@never_cache
@require_safe
def outage(request: HttpRequest, outage_number: str) -> HttpResponse:
    """One outage: whom it reached, what they were told, how far telling them has come."""
    values = {"outage": _found(outage_number)}
    return render(request, "console/network/outage.html", values)


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, outage_number: str) -> HttpResponse:
    """Say how it goes on."""
    found = _found(outage_number)
    before = {"estimate_at": found.line.estimate_at, **_before(found)}
    form = UpdateForm(_data(request), initial=before)

    def act(form: Any) -> None:
        update_outage(
            number=found.line.number,
            news=form.news(),
            estimate_at=form.cleaned_data["estimate_at"],
            seen_update_id=form.cleaned_data["seen_update_id"],
            user_id=request.user.pk or 0,
            now=clock.now(),
        )

    return _change(request, found, form, act, "update")


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, outage_number: str) -> HttpResponse:
    """Say that it is over."""
    found = _found(outage_number)
    form = NewsForm(_data(request), initial=_before(found))

    def act(form: Any) -> None:
        end_outage(
            number=found.line.number,
            news=form.news(),
            seen_update_id=form.cleaned_data["seen_update_id"],
            user_id=request.user.pk or 0,
            now=clock.now(),
        )

    return _change(request, found, form, act, "end")


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, outage_number: str) -> HttpResponse:
    """Take it back: it was a mistake, or the work is off."""
    found = _found(outage_number)
    form = WithdrawForm(_data(request), initial=_before(found))

    def act(form: Any) -> None:
        withdraw_outage(
            number=found.line.number,
            news=form.news(),
            seen_update_id=form.cleaned_data["seen_update_id"],
            user_id=request.user.pk or 0,
            now=clock.now(),
        )

    return _change(request, found, form, act, "withdraw")


def _change(
    request: HttpRequest,
    found: StaffOutage,
    form: NewsForm,
    act: Callable[[NewsForm], None],
    step: str,
) -> HttpResponse:
    """The form; sent, it is done and everybody reached is told, or it says why not."""
    if form.is_bound and form.is_valid():
        try:
            act(form)
        except UnableToChangeOutage as error:
            _refuse(form, error)
        else:
            return redirect("console-outage", found.line.number)
    values = {"outage": found, "form": form, "step": step}
    status = 422 if form.is_bound else 200
    return render(request, "console/network/outage_change.html", values, status=status)


def _refuse(form: NewsForm, error: UnableToChangeOutage) -> None:
    match error.reason:
        case ChangeRefusal.UNKNOWN:
            raise Http404 from error
        case ChangeRefusal.OVER:
            form.add_error(None, _("It is over or hasn't begun, so there is nothing to change."))
        case ChangeRefusal.CHANGED:
            form.add_error(
                None, _("Somebody wrote an update meanwhile. Read it before you write another.")
            )
        case ChangeRefusal.ESTIMATE:
            form.add_error("estimate_at", _("The end must be after the beginning and now."))


def _found(number: str) -> StaffOutage:
    found = staff_outage(number=number.replace("\x00", ""), now=clock.now())
    if found is None:
        raise Http404
    return found


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _before(found: StaffOutage) -> dict[str, Any]:
    return {"cause": found.cause_code, "seen_update_id": found.seen_update_id}
