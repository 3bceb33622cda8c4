"""Something isn't working: what?"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.care.operations import UnableToDiagnose, start_diagnosis
from hearthline.care.queries import diagnoses_of, open_diagnoses, troubles_of
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now

ICONS = {"internet": "wifi", "tv": "tv", "phone": "phone"}
EARLIER_SHOWN = 5


@account_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def trouble(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Choose what is in trouble; whoever has begun already is taken there."""
    if request.method == "POST":
        return _start(request, account)
    under_way = open_diagnoses(account_id=account.id)
    if len(under_way) == 1 and "choose" not in request.GET:
        return redirect("diagnosis", under_way[0].token)
    return _page(request, account)


def _start(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    kind, _, subject = request.POST.get("trouble", "").partition(":")
    try:
        token = start_diagnosis(
            account_id=account.id,
            user_id=request.user.pk or 0,
            kind=kind,
            subject_id=int(subject) if subject.isascii() and subject.isdecimal() else 0,
            now=now(),
        )
    except UnableToDiagnose as error:
        if error.reason == "not_allowed":
            raise PermissionDenied from error
        return _page(request, account, refused=error.reason)
    return redirect("diagnosis", token)


def _page(request: HttpRequest, account: AccountSummary, refused: str = "") -> HttpResponse:
    troubles = troubles_of(account_id=account.id, now=now())
    kinds = [trouble.kind for trouble in troubles]
    known = diagnoses_of(account_id=account.id)
    values: dict[str, Any] = {
        "account": account,
        "choices": [
            (trouble, ICONS[trouble.kind], kinds.count(trouble.kind) > 1) for trouble in troubles
        ],
        "may": account.permissions.may_restart,
        "under_way": [line for line in known if line.is_open],
        "earlier": [line for line in known if not line.is_open][:EARLIER_SHOWN],
        "refused": refused,
    }
    return render(request, "portal/trouble/start.html", values, status=422 if refused else 200)
