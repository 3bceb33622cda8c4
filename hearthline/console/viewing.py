"""See what a subscriber sees: begin, end, and nothing but looking meanwhile."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.console.looking import look_at, reason_for
from hearthline.customers.operations import UnableToView, start_viewing
from hearthline.customers.queries import AccountDetail, ViewableMember, viewable_members
from hearthline.customers.viewing import LASTS, Viewing, keep_viewing, stop_viewing, viewing
from hearthline.design.choices import Choice
from hearthline.identity.access import staff, who
from hearthline.kernel import clock

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ABOUT_SIGN_INS = frozenset({"signed_in", "app"})
"""Accesses of what is about somebody's own sign-in, for browsers and for apps."""
MAY_END = frozenset({"console-end-viewing", "sign-out"})
"""Names of the forms that work while somebody only looks."""
ROLE_TEXTS = {
    "owner": gettext_lazy("Owner"),
    "payer": gettext_lazy("Payer"),
    "technician": gettext_lazy("Technician"),
    "viewer": gettext_lazy("Viewer"),
}


class MemberForm(forms.Form):
    """Whose pages."""

    member = forms.TypedChoiceField(
        label=gettext_lazy("Whose pages do you want to see?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a member.")},
    )

    def __init__(self, *args: Any, members: tuple[ViewableMember, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [  # type: ignore[attr-defined]
            (member.user_id, Choice(member.username, hint=str(ROLE_TEXTS[member.role])))
            for member in members
        ]


@staff("support", "billing")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: HttpRequest, account_number: str) -> HttpResponse:
    """Choose a member; their overview opens."""
    account = look_at(request, account_number, page="account", subject="view as")
    members = viewable_members(account_id=account.id)
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        members=members,
        initial={"member": members[0].user_id if members else None},
    )
    if form.is_bound and form.is_valid():
        chosen = next(line for line in members if line.user_id == form.cleaned_data["member"])
        try:
            _begin(request, account, chosen)
        except UnableToView:
            form.add_error("member", _("They aren't a member any more."))
        else:
            return redirect("overview")
    minutes = int(LASTS.total_seconds() // 60)
    values = {"account": account, "members": members, "form": form, "minutes": minutes}
    return render(request, "console/view_as.html", values, status=422 if form.errors else 200)


def _begin(request: HttpRequest, account: AccountDetail, member: ViewableMember) -> None:
    moment = clock.now()
    reason = reason_for(request, account.id, moment)
    assert reason is not None  # noqa: S101 - `look_at` has just asked for it
    start_viewing(
        account_id=account.id,
        user_id=member.user_id,
        staff_user_id=who(request),
        reason=reason,
        now=moment,
    )
    shown = Viewing(
        staff_id=who(request),
        user_id=member.user_id,
        account_id=account.id,
        account_number=account.number,
        username=member.username,
        reason=reason,
        ends_at=moment + LASTS,
    )
    keep_viewing(request, shown)


@staff("support", "billing")
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Back to the account in the console."""
    shown = viewing(request, clock.now())
    stop_viewing(request)
    if shown is None:
        return redirect("console")
    return redirect("console-account", shown.account_number)


class OnlyLooking:
    """While staff see a member's pages, nothing can be sent, and no page about sign-ins opens.

    `request.viewing` tells the frame around each page whose they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewing = SimpleLazyObject(lambda: _viewing(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        access = getattr(view, "access", "")
        is_safe = request.method in SAFE and access not in _ABOUT_SIGN_INS
        name = request.resolver_match.url_name if request.resolver_match else ""
        if is_safe or name in MAY_END or not request.viewing:  # type: ignore[attr-defined]
            return None
        is_form = request.method not in SAFE
        return render(request, "console/only_looking.html", {"is_form": is_form}, status=403)


def _viewing(request: HttpRequest) -> Viewing | None:
    # Whoever comes without a session isn't asked for one: that would cost a query.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return viewing(request, clock.now())
