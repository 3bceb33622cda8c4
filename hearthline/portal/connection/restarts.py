"""Restart a connection: what it means, the button, and how far it is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now
from hearthline.network.errors import UnableToFindConnection, UnableToRestart
from hearthline.network.operations import restart_connection, restart_progress
from hearthline.network.queries import connection_now

NOTHING_NEW = 204
"""htmx leaves the page as it is."""


@account_member
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def restart(request: HttpRequest, account: AccountSummary, connection_id: int) -> HttpResponse:
    """What a restart means, or the restart itself."""
    if request.method != "POST":
        return _page(request, account, connection_id)
    assert request.user.pk is not None  # noqa: S101 - `@account_member` stands before; for the type checker
    try:
        restart_id = restart_connection(
            account_id=account.id,
            connection_id=connection_id,
            user_id=request.user.pk,
            now=now(),
        )
    except UnableToRestart as refusal:
        if refusal.reason == "no_such_connection":
            raise Http404 from refusal
        return _page(request, account, connection_id, refusal.reason)
    return redirect("restart", restart_id)


def _page(
    request: HttpRequest, account: AccountSummary, connection_id: int, refused: str = ""
) -> HttpResponse:
    try:
        seen = connection_now(account.id, connection_id, now())
    except UnableToFindConnection as error:
        raise Http404 from error
    may_restart = account.permissions.may_restart
    values = {
        "account": account,
        "connection": seen,
        "may_restart": may_restart,
        "refused": refused,
    }
    status = 422 if refused else 200
    return render(request, "portal/connection/restart.html", values, status=status)


@account_member
@never_cache
@require_safe
def progress(request: HttpRequest, account: AccountSummary, restart_id: int) -> HttpResponse:
    """How far a restart is; the page asks again by itself while it isn't over."""
    try:
        found = restart_progress(account_id=account.id, restart_id=restart_id, now=now())
    except UnableToFindConnection as error:
        raise Http404 from error
    shown = request.GET.get("shown", "")
    if request.htmx and found.state == "waiting" and shown == str(int(found.was_sent)):  # type: ignore[attr-defined]
        return HttpResponse(status=NOTHING_NEW)  # what is there already isn't read out again
    values = {"account": account, "restart": found, "why": _why(found.why)}
    template = "_progress" if request.htmx else "progress"  # type: ignore[attr-defined]
    return render(request, f"portal/connection/{template}.html", values)


def _why(code: str) -> str:
    return {
        "no_answer": _("Our network didn't answer. Nothing was changed; try again in a minute."),
        "refused": _("Our network couldn't end the session. Please tell us."),
        "no_session": _(
            "Nothing was on, so there was nothing to restart. Check that your router has power"
            " and that its cable is in place."
        ),
        "no_new_session": _(
            "The session was ended, but your router hasn't come back. Switch it off, wait ten"
            " seconds, and switch it on again."
        ),
    }.get(code, "")
