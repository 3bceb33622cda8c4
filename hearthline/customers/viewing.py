"""Staff see the pages of a member as that member does, and change nothing.

The session stays the staff's own; nobody is signed in as somebody else. `account_member` asks here
whether its page is to be shown as a member's. Whatever such a page does to the database is taken
back, so that opening it changes nothing either; that it was opened is written down before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from hearthline.customers.operations.record_look import record_look
from hearthline.customers.queries import is_member
from hearthline.customers.reasons import Reason, reason_kept
from hearthline.identity.queries import staff_roles, user_by_id
from hearthline.identity.roles import opens
from hearthline.kernel import clock

LASTS = timedelta(minutes=15)
MAY_VIEW = frozenset({"support", "billing"})
_VIEWING, _CHOSEN = "viewing_as", "account_id"


@dataclass(frozen=True, slots=True)
class Viewing:
    """Whose pages a session of staff shows, and until when."""

    staff_id: int
    user_id: int
    account_id: int
    account_number: str
    username: str
    reason: Reason
    ends_at: datetime


def viewing(request: HttpRequest, now: datetime) -> Viewing | None:
    """What this session of staff shows as a member's, or None. Over, it is forgotten."""
    kept = request.session.get(_VIEWING)
    if kept is None:
        return None
    shown = Viewing(
        **{
            **kept,
            "reason": reason_kept(kept["reason"]),
            "ends_at": datetime.fromisoformat(kept["ends_at"]),
        }
    )
    is_theirs = request.user.pk == shown.staff_id or getattr(request, "shown_as", False)
    if now >= shown.ends_at or not is_theirs:
        stop_viewing(request)
        return None
    return shown


def keep_viewing(request: HttpRequest, shown: Viewing) -> None:
    """Show this member's pages from now on."""
    request.session[_VIEWING] = {
        "staff_id": shown.staff_id,
        "user_id": shown.user_id,
        "account_id": shown.account_id,
        "account_number": shown.account_number,
        "username": shown.username,
        "reason": shown.reason.kept,
        "ends_at": shown.ends_at.isoformat(),
    }
    # Which of several accounts the pages are about; staff have none of their own.
    request.session[_CHOSEN] = shown.account_id


def stop_viewing(request: HttpRequest) -> None:
    """Show nobody's pages any more."""
    request.session.pop(_VIEWING, None)
    request.session.pop(_CHOSEN, None)


def or_as_shown(guarded: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of an account: the person's own, or the member's whom staff see it as."""

    @wraps(guarded)
    def own_or_shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        moment = clock.now()
        shown = viewing(request, moment)
        if shown is None:
            return guarded(request, *args, **kwargs)
        return _show_as(request, shown, lambda: guarded(request, *args, **kwargs), moment)

    return own_or_shown


def _show_as(
    request: HttpRequest,
    shown: Viewing,
    answer: Callable[[], HttpResponseBase],
    now: datetime,
) -> HttpResponseBase:
    """A page of the account as the member sees it.

    Raises:
        PermissionDenied: they aren't a member any more, or the staff's role was taken away.
    """
    member = user_by_id(shown.user_id)
    may = opens(MAY_VIEW, staff_roles(user_id=shown.staff_id))
    if member is None or not may or not is_member(user_id=member.pk, account_id=shown.account_id):
        stop_viewing(request)
        raise PermissionDenied
    record_look(
        account_id=shown.account_id,
        user_id=shown.staff_id,
        page="view_as",
        subject=request.path[:60],
        reason=shown.reason,
        now=now,
    )
    staff_user = request.user
    request.user = member
    request.shown_as = True  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            response = answer()
            transaction.set_rollback(True)
    finally:
        request.user = staff_user
        request.shown_as = False  # type: ignore[attr-defined]
    account = getattr(request, "account", None)
    if account is not None and account.id != shown.account_id:
        raise PermissionDenied
    return response
