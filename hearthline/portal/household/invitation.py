"""What an invitation leads to: who invites to what; accept, with or for a sign-in; decline."""

from typing import Any

from allauth.account.utils import perform_login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthline.customers.access import CHOSEN
from hearthline.customers.operations import (
    InvitationRefusal,
    UnableToAnswerInvitation,
    accept_invitation,
    decline_invitation,
    join_by_invitation,
)
from hearthline.customers.queries import InvitationShown, invitation_by_token
from hearthline.identity.access import who
from hearthline.identity.queries import user_by_id
from hearthline.kernel.clock import now
from hearthline.portal.by_link import by_link, gone
from hearthline.portal.household.words import NAMES, permission_lines
from hearthline.portal.new_password import show_strength, suggest_into, wants_suggestion
from hearthline.portal.new_sign_in import NewSignInForm

_GONE = "portal/household/invitation_gone.html"


@by_link
@require_safe
def invitation(request: HttpRequest, invitation_token: str) -> HttpResponseBase:
    """Who invites whom to what."""
    found = invitation_by_token(token=invitation_token, now=now())
    if found is None:
        return gone(request, _GONE)
    return render(request, "portal/household/invitation.html", _values(found, invitation_token))


@by_link
@require_POST
def accept(request: HttpRequest, invitation_token: str) -> HttpResponseBase:
    """Join with the sign-in of this browser."""
    if not request.user.is_authenticated:
        return redirect("invitation", invitation_token)
    try:
        account_id = accept_invitation(token=invitation_token, user_id=who(request), now=now())
    except UnableToAnswerInvitation as error:
        if error.refusal is InvitationRefusal.MEMBER_ALREADY:
            messages.info(request, _("You belong to this account already."))
            return redirect("overview")
        if error.refusal is InvitationRefusal.STAFF:
            # The page says why.
            return redirect("invitation", invitation_token)
        return gone(request, _GONE)
    request.session[CHOSEN] = account_id
    messages.success(request, _("You've joined. This is the account."))
    return redirect("overview")


@by_link
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, invitation_token: str) -> HttpResponseBase:
    """Make a sign-in for it: a username and a password; the link proves the email address."""
    found = invitation_by_token(token=invitation_token, now=now())
    if found is None:
        return gone(request, _GONE)
    if request.user.is_authenticated:
        return redirect("invitation", invitation_token)
    if wants_suggestion(request):
        empty = NewSignInForm(password_min_length=settings.PASSWORD_MIN_LENGTH)
        return _join_page(request, found, suggest_into(empty, request, "password"))
    form = NewSignInForm(request.POST or None, password_min_length=settings.PASSWORD_MIN_LENGTH)
    is_taken = False
    if request.method == "POST" and form.is_valid():
        try:
            user_id = join_by_invitation(
                token=invitation_token,
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                language=get_language() or "en",
                now=now(),
            )
        except UnableToAnswerInvitation as error:
            if error.refusal is InvitationRefusal.GONE:
                return gone(request, _GONE)
            is_taken = "email" in error.errors
            _add_errors(form, error)
        else:
            return _welcome(request, user_id)
    if form.errors:
        show_strength(form, "password", [form.data.get("username", ""), found.email])
    return _join_page(request, found, form, is_taken=is_taken)


@by_link
@require_POST
def decline(request: HttpRequest, invitation_token: str) -> HttpResponseBase:
    """Say no: the link works no longer."""
    try:
        decline_invitation(token=invitation_token, now=now())
    except UnableToAnswerInvitation:
        return gone(request, _GONE)
    return render(request, "portal/household/declined.html")


def _join_page(
    request: HttpRequest, found: InvitationShown, form: forms.Form, *, is_taken: bool = False
) -> HttpResponse:
    token = request.resolver_match.kwargs["invitation_token"] if request.resolver_match else ""
    values = {**_values(found, token), "form": form, "is_taken": is_taken}
    status = 422 if form.errors else 200
    return render(request, "portal/household/join.html", values, status=status)


def _add_errors(form: NewSignInForm, error: UnableToAnswerInvitation) -> None:
    for field, texts in error.errors.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)


def _welcome(request: HttpRequest, user_id: int) -> HttpResponseBase:
    user = user_by_id(user_id)
    if user is None:
        return gone(request, _GONE)
    response: HttpResponse = perform_login(request, user)
    text = _("Welcome, %(username)s. You've joined, and this is the account.")
    messages.success(request, text % {"username": user.username})
    return response


def _values(found: InvitationShown, token: str) -> dict[str, Any]:
    return {
        "invitation": found,
        "role": NAMES[found.role],
        "lines": permission_lines(found.permissions, currency=found.currency),
        "token": token,
    }
