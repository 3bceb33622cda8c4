"""A new email address or phone number: asked for, then verified by the code that went to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.customers.operations import change_own_email
from hearthline.customers.queries import account_of_user
from hearthline.identity import operations
from hearthline.identity.access import signed_in_id
from hearthline.identity.operations import UnableToChangeContact
from hearthline.identity.operations.codes import Purpose
from hearthline.identity.places import place_of
from hearthline.identity.proofs import draft, recently_proven
from hearthline.identity.queries import contact_being_changed, profile_of
from hearthline.identity.refusal_words import contact_words
from hearthline.kernel import clock
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.portal.settings.forms import (
    CodeForm,
    EmailCodeForm,
    EmailForm,
    PhoneForm,
    field_of,
)

_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@recently_proven("email")
@_FORM_METHODS
def email(request: HttpRequest) -> HttpResponseBase:
    """Ask for the new email address, and have a code sent to it."""
    form = EmailForm(request.POST or None, initial=draft(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_to_change_email(
                user_id=signed_in_id(request),
                email=form.cleaned_data["email"],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error(field_of(error, "email"), contact_words(error.refusal))
        else:
            return redirect("settings-email-code")
    return _page(request, "email", form, profile=profile_of(user_id=signed_in_id(request)))


@recently_proven()
@_FORM_METHODS
def email_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that went to the new email address; then it is changed.

    An owner says here whether it becomes the account's contact of record, too.
    """
    user_id = signed_in_id(request)
    sent_to = contact_being_changed(user_id=user_id, purpose=Purpose.EMAIL_CHANGE)
    if not sent_to:
        return redirect("settings")
    account = account_of_user(user_id=user_id)
    owned = account if account and account.permissions.may_manage_household else None
    form = EmailCodeForm(request.POST or None, account=owned.number if owned else "")
    if request.method == "POST" and form.is_valid():
        try:
            change_own_email(
                user_id=user_id,
                account_id=owned.id if owned and form.cleaned_data.get("everywhere") else None,
                code=form.cleaned_data["code"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error("code", contact_words(error.refusal))
        else:
            text = _("Your email address is %(email)s now. We've told the old one.")
            messages.success(request, text % {"email": sent_to})
            return redirect("settings")
    return _page(request, "email_code", form, sent_to=sent_to)


@recently_proven("phone")
@_FORM_METHODS
def phone(request: HttpRequest) -> HttpResponseBase:
    """Ask for the new phone number, and have a code sent to it."""
    form = PhoneForm(request.POST or None, initial=draft(request))
    if request.method == "POST" and form.is_valid():
        try:
            operations.ask_to_change_phone(
                user_id=signed_in_id(request),
                phone=form.cleaned_data["phone"],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error(field_of(error, "phone"), contact_words(error.refusal))
        else:
            return redirect("settings-phone-code")
    values = {"profile": profile_of(user_id=signed_in_id(request)), "sms_offered": is_sms_offered()}
    return _page(request, "phone", form, **values)


@recently_proven()
@_FORM_METHODS
def phone_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that went to the new phone number; then it is changed."""
    sent_to = contact_being_changed(user_id=signed_in_id(request), purpose=Purpose.PHONE_CHANGE)
    if not sent_to:
        return redirect("settings")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_phone(
                user_id=signed_in_id(request),
                code=form.cleaned_data["code"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error("code", contact_words(error.refusal))
        else:
            messages.success(request, _("Your phone number was changed."))
            return redirect("settings")
    return _page(request, "phone_code", form, sent_to=sent_to)


@recently_proven()
@require_POST
def remove_phone(request: HttpRequest) -> HttpResponseBase:
    """Forget the phone number."""
    operations.remove_phone(
        user_id=signed_in_id(request),
        user_agent=request.headers.get("User-Agent", ""),
        now=clock.now(),
    )
    messages.success(request, _("Your phone number was removed."))
    return redirect("settings")


def _page(request: HttpRequest, name: str, form: forms.Form, **values: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"portal/settings/{name}.html", {"form": form, **values}, status=status)
