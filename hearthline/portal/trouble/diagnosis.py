"""One diagnosis: its page, and what is done on it. With htmx only what changed comes back."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from hearthline.care.operations import (
    UnableToDiagnose,
    advance_diagnosis,
    answer_question,
    end_in_ticket,
    go_on,
    leave_diagnosis,
)
from hearthline.care.queries import DiagnosisNow, diagnosis_now, ticket_of
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now

# When htmx asks on its own. Besides what is usual: again after a while, and as soon as the browser
# is back online, since restarting a connection cuts off whoever looks on over it.
STEP_TRIGGER = "load delay:500ms, submit, every 20s, online from:window"
WAIT_TRIGGER = "every 4s, submit, online from:window"


@account_member
@never_cache
@require_safe
def diagnosis(request: HttpRequest, account: AccountSummary, diagnosis_token: str) -> HttpResponse:
    """Where it stands, and what was found so far."""
    found = _found(account, diagnosis_token)
    values = {"account": account, "now": found, **_about(account, found)}
    return render(request, "portal/trouble/diagnosis.html", values)


@account_member
@never_cache
@require_POST
def step(request: HttpRequest, account: AccountSummary, diagnosis_token: str) -> HttpResponse:
    """Run the next step, or without htmx all until something is asked."""
    if request.htmx:  # type: ignore[attr-defined]
        _do(
            lambda: advance_diagnosis(
                account_id=account.id,
                user_id=request.user.pk or 0,
                token=diagnosis_token,
                position=_position(request),
                now=now(),
            )
        )
    else:
        _do(
            lambda: go_on(
                account_id=account.id,
                user_id=request.user.pk or 0,
                token=diagnosis_token,
                now=now(),
            )
        )
    return _changed(request, account, diagnosis_token)


@account_member
@never_cache
@require_POST
def answer(request: HttpRequest, account: AccountSummary, diagnosis_token: str) -> HttpResponse:
    """Take an answer."""
    _do(
        lambda: answer_question(
            account_id=account.id,
            user_id=request.user.pk or 0,
            token=diagnosis_token,
            position=_position(request),
            answer=request.POST.get("answer", ""),
            now=now(),
        )
    )
    return _changed(request, account, diagnosis_token)


@account_member
@never_cache
@require_POST
def ticket(request: HttpRequest, account: AccountSummary, diagnosis_token: str) -> HttpResponse:
    """Hand it to a person."""
    _do(
        lambda: end_in_ticket(
            account_id=account.id, user_id=request.user.pk or 0, token=diagnosis_token, now=now()
        )
    )
    return _changed(request, account, diagnosis_token)


@account_member
@never_cache
@require_POST
def leave(request: HttpRequest, account: AccountSummary, diagnosis_token: str) -> HttpResponse:
    """Stop it."""
    _do(
        lambda: leave_diagnosis(
            account_id=account.id, user_id=request.user.pk or 0, token=diagnosis_token, now=now()
        )
    )
    return redirect("trouble")


def _do(operation: Callable[[], object]) -> None:
    """Run one operation; an answer that wasn't asked for shows the question again."""
    try:
        operation()
    except UnableToDiagnose as error:
        if error.reason == "not_found":
            raise Http404 from error
        if error.reason == "not_allowed":
            raise PermissionDenied from error


def _position(request: HttpRequest) -> int:
    text = request.POST.get("position", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else -1  # noqa: PLR2004


def _found(account: AccountSummary, token: str) -> DiagnosisNow:
    found = diagnosis_now(account_id=account.id, token=token, now=now())
    if found is None:
        raise Http404
    return found


def _about(account: AccountSummary, found: DiagnosisNow) -> dict[str, Any]:
    """Whether this member may do something, when more is asked, when a ticket is answered."""
    number = found.ticket_number
    at = now()
    written = ticket_of(account_id=account.id, number=number, now=at) if number else None
    expected_by = written.line.expected_by if written else None
    return {
        "may": account.permissions.may_restart,
        "step_trigger": STEP_TRIGGER,
        "wait_trigger": WAIT_TRIGGER,
        "expected_by": expected_by if expected_by and expected_by > at else None,
    }


def _changed(request: HttpRequest, account: AccountSummary, token: str) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("diagnosis", token)
    found = _found(account, token)
    seen = _position(request)
    still_waits = found.state == "waiting" and found.position == seen
    values = {
        "account": account,
        "now": found,
        **_about(account, found),
        "new_steps": [line for line in found.newest_first if line.number > seen],
        "has_moved": found.state != "running",
    }
    if still_waits:
        return render(request, "portal/trouble/_countdown.html", values)
    response = render(request, "portal/trouble/_changed.html", values)
    return reswap(retarget(response, "#now"), "innerHTML")
