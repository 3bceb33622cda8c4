"""Ways back in, for who can't sign in: the username by email, or a new password by a code.

Every answer is the same whether there is such a person or not. After a reset people sign in on the
sign-in page rather than being signed in here: there is one way in, which writes down each sign-in
and asks for whatever else it asks for, and the password manager sees that the new one works.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.queries import words_of_user
from hearthline.identity import operations
from hearthline.identity.access import anyone
from hearthline.identity.operations import RecoveryRefusal, UnableToRecover
from hearthline.identity.places import place_of
from hearthline.identity.refusal_words import recovery_words
from hearthline.identity.sessions import RECOVERY
from hearthline.kernel import clock
from hearthline.portal.new_password import show_strength, suggest_into, wants_suggestion
from hearthline.portal.settings.forms import (
    IdentifierForm,
    RecoverUsernameForm,
    ResetPasswordForm,
)

_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@anyone
@require_safe
def recover(request: HttpRequest) -> HttpResponse:
    """What is missing: the username or the password?"""
    return render(request, "portal/recovery/start.html")


@anyone
@never_cache
@_FORM_METHODS
def username(request: HttpRequest) -> HttpResponseBase:
    """Have the username sent to the email address on file."""
    form = RecoverUsernameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_for_username(
                email=form.cleaned_data["email"], place=place_of(request), now=clock.now()
            )
        except UnableToRecover as error:
            form.add_error(None, recovery_words(error.refusal))
        else:
            return redirect("recover-username-sent")
    return _page(request, "username", form)


@anyone
@require_safe
def username_sent(request: HttpRequest) -> HttpResponse:
    """Say what to look for, and what to do if nothing comes."""
    return render(request, "portal/recovery/username_sent.html")


@anyone
@never_cache
@_FORM_METHODS
def password(request: HttpRequest) -> HttpResponseBase:
    """Have a code sent to the email address on file."""
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identifier = form.cleaned_data["identifier"]
        try:
            reference = operations.ask_for_password_reset(
                identifier=identifier,
                language=get_language() or settings.LANGUAGE_CODE,
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRecover as error:
            form.add_error(None, recovery_words(error.refusal))
        else:
            request.session[RECOVERY] = {"reference": reference, "name": identifier}
            return redirect("recover-password-code")
    return _page(request, "password", form)


@anyone
@never_cache
@sensitive_post_parameters("code", "new_password")
@_FORM_METHODS
def password_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code and a new password, here or on the device where the message was read."""
    under_way = request.session.get(RECOVERY, {})
    reference = request.GET.get("reference", "")[:80] or under_way.get("reference", "")
    if request.method != "POST" and not reference:
        return redirect("recover-password")
    name = under_way.get("name", "")
    if wants_suggestion(request):
        form = suggest_into(ResetPasswordForm(), request, "new_password")
        return _page(request, "password_code", form, username=name)
    form = ResetPasswordForm(request.POST or None, initial={"reference": reference})
    if request.method == "POST" and form.is_valid():
        try:
            operations.reset_password(
                reference=form.cleaned_data["reference"],
                code=form.cleaned_data["code"],
                password=form.cleaned_data["new_password"],
                place=place_of(request),
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
                own=words_of_user,
            )
        except UnableToRecover as error:
            _say_why(form, error)
        else:
            # Whoever was signed in here is so no longer, as everywhere.
            logout(request)
            messages.success(
                request, _("Your password was changed, and all sessions have ended. Sign in.")
            )
            return redirect("sign-in")
    show_strength(form, "new_password", [name])
    return _page(request, "password_code", form, username=name)


def _page(request: HttpRequest, name: str, form: forms.Form, **values: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    values = {"form": form, **values}
    return render(request, f"portal/recovery/{name}.html", values, status=status)


def _say_why(form: ResetPasswordForm, error: UnableToRecover) -> None:
    for text in error.errors:
        form.add_error("new_password", text)
    if error.refusal is RecoveryRefusal.TOO_MANY:
        form.add_error(None, recovery_words(error.refusal))
    elif error.refusal is not RecoveryRefusal.REFUSED:
        form.add_error("code", recovery_words(error.refusal))
