"""Living without a password: remove it, and choose one again."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hearthline.customers.queries import words_of_user
from hearthline.identity import operations
from hearthline.identity.access import signed_in_id
from hearthline.identity.operations import UnableToChangePassword, UnableToRemoveLastWayIn
from hearthline.identity.proofs import needs_proof, recently_proven
from hearthline.identity.queries import user_by_id, ways_in_of
from hearthline.kernel import clock
from hearthline.portal.new_password import show_strength, suggest_into, wants_suggestion
from hearthline.portal.settings.forms import FirstPasswordForm


@recently_proven()
@require_http_methods(["GET", "HEAD", "POST"])
def remove_password(request: HttpRequest) -> HttpResponse:
    """Ask, and remove the password of who has a passkey."""
    user_id = signed_in_id(request)
    ways = ways_in_of(user_id)
    if not ways.has_password:
        return redirect("security-password")
    if request.method == "POST":
        try:
            operations.remove_password(
                user_id=user_id,
                session_key=request.session.session_key or "",
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToRemoveLastWayIn:
            return _page(request, status=422)
        stay_signed_in(request, user_id)
        messages.success(request, _("Your password was removed. You sign in with a passkey now."))
        return redirect("security")
    return _page(request, can_go=ways.passkeys > 0)


@sensitive_post_parameters("new_password")
@needs_proof()
def first_password(request: HttpRequest) -> HttpResponse:
    """Choose a password, for who has none. Reached by the page that changes one."""
    if wants_suggestion(request):
        return _choose(request, suggest_into(FirstPasswordForm(), request, "new_password"))
    form = FirstPasswordForm(request.POST or None)
    user_id = signed_in_id(request)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_password(
                user_id=user_id,
                new_password=form.cleaned_data["new_password"],
                session_key=request.session.session_key or "",
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
                own=words_of_user(user_id),
            )
        except UnableToChangePassword as error:
            for text in error.errors or [_("You have a password by now.")]:
                form.add_error("new_password", text)
        else:
            stay_signed_in(request, user_id)
            messages.success(request, _("You have a password now, beside your passkeys."))
            return redirect("security")
    return _choose(request, form)


def _choose(request: HttpRequest, form: forms.Form) -> HttpResponse:
    show_strength(form, "new_password", [request.user.get_username()])
    values = {"form": form, "username": request.user.get_username()}
    status = 422 if form.errors else 200
    return render(request, "portal/security/first_password.html", values, status=status)


def _page(request: HttpRequest, *, can_go: bool = False, status: int = 200) -> HttpResponse:
    values = {"can_go": can_go, "form": None}
    return render(request, "portal/security/remove_password.html", values, status=status)


def stay_signed_in(request: HttpRequest, user_id: int) -> None:
    """After a change of the password, this browser stays signed in, under another key.

    So a copy of its cookie is worth nothing.
    """
    user = user_by_id(user_id)
    if user is not None:
        update_session_auth_hash(request, user)
