"""A new password for who knows the old one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.queries import words_of_user
from hearthline.identity import operations
from hearthline.identity.access import anyone, signed_in, signed_in_id
from hearthline.identity.operations import UnableToChangePassword
from hearthline.identity.proofs import note_proof
from hearthline.identity.queries import has_second_factor, ways_in_of
from hearthline.identity.refusal_words import proof_words
from hearthline.kernel import clock
from hearthline.portal.new_password import show_strength, suggest_into, wants_suggestion
from hearthline.portal.security.passwordless import first_password, stay_signed_in
from hearthline.portal.settings.forms import ChangePasswordForm


@anyone
@require_safe
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Where password managers look for the page that changes a password."""
    del request
    return redirect("security-password")


@signed_in
@sensitive_post_parameters("current_password", "new_password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Ask for the current password and a new one; all other sessions end."""
    user_id = signed_in_id(request)
    if not ways_in_of(user_id).has_password:
        page: HttpResponseBase = first_password(request)
        return page
    has_factor = has_second_factor(user_id)
    if wants_suggestion(request):
        blank = ChangePasswordForm(has_second_factor=has_factor)
        return _page(request, suggest_into(blank, request, "new_password"))
    form = ChangePasswordForm(request.POST or None, has_second_factor=has_factor)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_password(
                user_id=user_id,
                current_password=form.cleaned_data["current_password"],
                new_password=form.cleaned_data["new_password"],
                session_key=request.session.session_key or "",
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
                own=words_of_user(user_id),
            )
        except UnableToChangePassword as error:
            for text in error.errors:
                form.add_error("new_password", text)
            if error.refusal:
                form.add_error("current_password", proof_words(error.refusal))
        else:
            return _go_on(request, user_id)
    return _page(request, form)


def _go_on(request: HttpRequest, user_id: int) -> HttpResponse:
    stay_signed_in(request, user_id)
    note_proof(request.session, now=clock.now())
    messages.success(
        request, _("Your password was changed. All other browsers and devices were signed out.")
    )
    return redirect("security")


def _page(request: HttpRequest, form: forms.Form) -> HttpResponse:
    show_strength(form, "new_password", [request.user.get_username()])
    values = {"form": form, "username": request.user.get_username()}
    status = 422 if form.errors else 200
    return render(request, "portal/security/password.html", values, status=status)
