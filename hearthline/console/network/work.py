"""The work queue: what we couldn't tell the network by ourselves, and what staff do about it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.console.looking import look_at
from hearthline.customers.reasons import WORK, Reason
from hearthline.design.paging import asked_page
from hearthline.identity.access import staff
from hearthline.kernel.clock import now
from hearthline.network.operations import UnableToResolveStep, close_step, retry_step
from hearthline.network.queries import (
    KIND_TEXTS,
    WORK_PAGE_SIZE,
    WorkDetail,
    newest_differences,
    work_detail,
    work_queue,
)

STATES = [
    ("handed_over", gettext_lazy("To be done")),
    ("trying", gettext_lazy("Still being tried")),
    ("closed", gettext_lazy("Closed by hand")),
]


class FilterForm(forms.Form):
    """Which steps to list."""

    state = forms.ChoiceField(label=gettext_lazy("Show"), choices=STATES, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("About"),
        choices=[("", gettext_lazy("Everything")), *KIND_TEXTS.items()],
        required=False,
    )


class StepForm(forms.Form):
    """What to do about a step; closing it takes a note."""

    RETRY, DONE, GIVE_UP = "retry", "done", "give_up"
    action = forms.ChoiceField(
        label=gettext_lazy("What happens with it?"),
        widget=forms.RadioSelect,
        choices=[
            (RETRY, gettext_lazy("Try again")),
            (DONE, gettext_lazy("I have done it by hand")),
            (GIVE_UP, gettext_lazy("It won't be done")),
        ],
        error_messages={"required": gettext_lazy("Choose one.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What you did, or why it won't be done"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_closing = cleaned.get("action") in {self.DONE, self.GIVE_UP}
        if is_closing and not cleaned.get("note", "").strip():
            self.add_error("note", _("Write what you did, or why it won't be done."))
        return cleaned


@staff("network")
@never_cache
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """What is to be done, oldest first, and what the nightly comparison found."""
    asked = FilterForm(request.GET)
    chosen = asked.cleaned_data if asked.is_valid() else {}
    state = chosen.get("state") or "handed_over"
    kind = chosen.get("kind") or ""
    found = work_queue(state=state, kind=kind, page=asked_page(request))
    values = {
        # Bound for its choices, but a bad address is no mistake that somebody made in a form.
        "filter": FilterForm(initial={"state": state, "kind": kind}),
        "state": state,
        "queue": found,
        "page": Paginator(range(found.total), WORK_PAGE_SIZE).page(found.page),
        "differences": newest_differences(),
    }
    return render(request, "console/network/work.html", values)


@staff("network")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def work_step(request: HttpRequest, step_id: int) -> HttpResponse:
    """One step with everything that was tried, and what to do about it."""
    detail = work_detail(step_id=step_id)
    if detail is None:
        raise Http404
    look_at(
        request,
        detail.line.account_number,
        page="account",
        subject=f"work {step_id}",
        because=Reason(WORK),
    )
    if request.method != "POST":
        return _page(request, detail, StepForm())
    form = StepForm(request.POST)
    if not form.is_valid():
        return _page(request, detail, form)
    try:
        _do(request, step_id, form.cleaned_data)
    except UnableToResolveStep:
        messages.error(request, _("Somebody else has seen to this meanwhile."))
        return redirect("console-work-step", step_id)
    messages.success(request, _("Done. The next one is on top."))
    return redirect("console-work")


def _do(request: HttpRequest, step_id: int, asked: dict[str, Any]) -> None:
    user_id = request.user.pk or 0
    if asked["action"] == StepForm.RETRY:
        retry_step(step_id=step_id, staff_user_id=user_id, now=now())
        return
    close_step(
        step_id=step_id,
        staff_user_id=user_id,
        is_done=asked["action"] == StepForm.DONE,
        note=asked["note"],
        now=now(),
    )


def _page(request: HttpRequest, detail: WorkDetail, form: StepForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    values = {"detail": detail, "line": detail.line, "step": detail.line.step, "form": form}
    return render(request, "console/network/work_step.html", values, status=status)
