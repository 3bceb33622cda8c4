"""The list of bill runs, and one of them with its preview and its progress."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.billing import operations
from hearthline.billing.bill_runs import (
    RunState,
    bill_run_state,
    bill_run_states,
    outliers,
    preview_totals,
    statements_state,
    unlike_preview,
)
from hearthline.billing.operations import (
    UnableToAssessTaxes,
    UnableToMakeStatements,
    UnableToRunBills,
)
from hearthline.console.bill_runs.words import KINDS, NO_TAXES, STATES, WHYS
from hearthline.customers.queries import account_by_number
from hearthline.design.days import DayField
from hearthline.design.formats import day_text
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date

_LAST_DAY = 28
_REQUIRED = {"required": gettext_lazy("Fill this in.")}


class DayForm(forms.Form):
    """For which day to preview the bills."""

    bill_date = DayField(
        label=gettext_lazy("Billing day"),
    )

    def clean_bill_date(self) -> date:
        day: date = self.cleaned_data["bill_date"]
        if day.day > _LAST_DAY:
            raise forms.ValidationError(_("Nobody is billed on the 29th, 30th or 31st."))
        if abs((day - provider_date(now())).days) > 366:  # noqa: PLR2004 - a year
            raise forms.ValidationError(_("Enter a day within a year of today."))
        return day


class BoundForm(forms.Form):
    """From which change on a bill is listed, and why."""

    percent = forms.IntegerField(
        label=gettext_lazy("Changed by more than, in percent"), min_value=1, max_value=10_000
    )
    why = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[("", gettext_lazy("All but first bills")), *WHYS.items()],
        required=False,
    )


class AccountForm(forms.Form):
    """Which account to bill by itself."""

    number = forms.CharField(
        label=gettext_lazy("Account number"), max_length=40, error_messages=_REQUIRED
    )


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bill_runs(request: HttpRequest) -> HttpResponse:
    """The latest runs, and a day to preview."""
    today = provider_date(now())
    form = DayForm(request.POST or None, initial={"bill_date": today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["bill_date"]
        state = bill_run_state(bill_date=day)
        if state is None or not state.is_moving:
            operations.begin_preview(bill_date=day, now=now())
        return redirect("console-bill-run", str(day))
    runs = [(each, STATES[each.state]) for each in bill_run_states()]
    values = {"form": form, "runs": runs}
    return render(
        request, "console/bill_runs/runs.html", values, status=422 if form.errors else 200
    )


@staff("billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bill_run(request: HttpRequest, bill_date: str) -> HttpResponse:
    """One run: what it would issue or how far it is, and what can be done now."""
    try:
        day = date.fromisoformat(bill_date)
    except ValueError as error:
        raise Http404 from error
    if request.method == "POST":
        if bill_run_state(bill_date=day) is None:
            raise Http404
        try:
            _do(request, day)
        except (UnableToRunBills, UnableToMakeStatements) as refusal:
            messages.error(request, _("That isn't possible: %(why)s.") % {"why": refusal})
        except UnableToAssessTaxes:
            messages.error(request, NO_TAXES)
        return redirect("console-bill-run", bill_date)
    state = bill_run_state(bill_date=day)
    if state is None:
        raise Http404
    return render(request, "console/bill_runs/run.html", _values(request, state))


def _values(request: HttpRequest, state: RunState) -> dict[str, Any]:
    initial: dict[str, Any] = {"percent": settings.BILL_RUN_OUTLIER_PERCENT}
    asked = BoundForm(request.GET if "percent" in request.GET else None)
    chosen = asked.cleaned_data if asked.is_valid() else initial
    percent, why = chosen["percent"], chosen.get("why", "")
    totals = preview_totals(bill_date=state.bill_date, percent=percent)
    return {
        "run": state,
        "state": STATES[state.state],
        "is_due": state.bill_date <= provider_date(now()),
        "statements": statements_state(bill_date=state.bill_date),
        "totals": [
            (each, [(KINDS.get(kind.kind, kind.kind), kind) for kind in each.kinds])
            for each in totals
        ],
        "percent": percent,
        "bound": asked if asked.is_bound else BoundForm(initial=initial),
        "outliers": [
            (each, WHYS[each.why])
            for each in outliers(bill_date=state.bill_date, percent=percent, why=why)
        ],
        "unlike": unlike_preview(bill_date=state.bill_date) if state.state == "finished" else (),
        "account_form": AccountForm(),
    }


def _do(request: HttpRequest, day: date) -> None:
    doing = _ACTIONS.get(request.POST.get("action", ""))
    if doing is None:
        raise Http404
    doing(request, day)


def _preview(request: HttpRequest, day: date) -> None:
    del request
    operations.begin_preview(bill_date=day, now=now())


def _approve(request: HttpRequest, day: date) -> None:
    operations.approve_bill_run(bill_date=day, approved_as=request.user.get_username(), now=now())
    messages.success(request, _("The bill run of %(day)s is approved.") % {"day": day_text(day)})
    if day <= provider_date(now()):
        operations.begin_bill_run(bill_date=day, now=now())


def _begin(request: HttpRequest, day: date) -> None:
    del request
    operations.begin_bill_run(bill_date=day, now=now())


def _pause(request: HttpRequest, day: date) -> None:
    operations.pause_bill_run(bill_date=day, now=now())
    messages.success(request, _("Paused. What was begun is ended, nothing more is taken up."))


def _resume(request: HttpRequest, day: date) -> None:
    del request
    operations.resume_bill_run(bill_date=day)
    operations.begin_bill_run(bill_date=day, now=now())


def _make_statements(request: HttpRequest, day: date) -> None:
    operations.begin_statements(bill_date=day)
    messages.success(request, _("The PDFs are being made."))


def _bill_one(request: HttpRequest, day: date) -> None:
    form = AccountForm(request.POST)
    found = account_by_number(number=form.cleaned_data["number"]) if form.is_valid() else None
    if found is None:
        messages.error(request, _("There is no account with this number."))
        return
    issued = operations.bill_account(account_id=found.id, bill_date=day, now=now())
    if issued:
        messages.success(request, _("Bill %(number)s is issued.") % {"number": issued})
    else:
        messages.info(request, _("There is nothing to bill."))


_ACTIONS: dict[str, Callable[[HttpRequest, date], None]] = {
    "preview": _preview,
    "approve": _approve,
    "begin": _begin,
    "pause": _pause,
    "resume": _resume,
    "statements": _make_statements,
    "account": _bill_one,
}
