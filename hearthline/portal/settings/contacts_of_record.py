"""Contacts of record of an account: what proves who somebody is, and since when."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.access import account_member
from hearthline.customers.masks import Channel
from hearthline.customers.operations import (
    ask_to_change_contact_of_record,
    change_contact_of_record,
)
from hearthline.customers.queries import (
    AccountSummary,
    contact_of_record_being_changed,
    contacts_of_record,
)
from hearthline.identity.access import signed_in_id
from hearthline.identity.operations import UnableToChangeContact
from hearthline.identity.places import place_of
from hearthline.identity.proofs import draft, needs_proof
from hearthline.identity.refusal_words import contact_words
from hearthline.kernel import clock
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.portal.settings.forms import CodeForm, EmailForm, PhoneForm, field_of

_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
_FIELDS: dict[Channel, str] = {"email": "email", "sms": "phone"}


@account_member
@require_safe
def contact(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """What is on file; only the owner sees and changes it."""
    is_owner = account.permissions.may_manage_household
    values = {
        "account": account,
        "is_owner": is_owner,
        "contacts": contacts_of_record(account_id=account.id, now=clock.now()) if is_owner else (),
        "sms_offered": is_sms_offered(),
    }
    return render(request, "portal/settings/contact.html", values)


@account_member
@needs_proof("email", "phone")
@_FORM_METHODS
def change(request: HttpRequest, account: AccountSummary, channel: Channel) -> HttpResponseBase:
    """Ask for the new contact, and have a code sent to it."""
    if not account.permissions.may_manage_household:
        return redirect("settings-contact")
    field = _FIELDS[channel]
    form = _form(channel, request.POST or None, initial=draft(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_change_contact_of_record(
                account_id=account.id,
                user_id=signed_in_id(request),
                channel=channel,
                value=form.cleaned_data[field],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error(field_of(error, field), contact_words(error.refusal))
        else:
            return redirect(f"settings-contact-{_FIELDS[channel]}-code")
    values = {"account": account, "sms_offered": is_sms_offered(), "bound": form[field]}
    return _page(request, "contact_change", form, channel=channel, **values)


@account_member
@needs_proof()
@_FORM_METHODS
def code(request: HttpRequest, account: AccountSummary, channel: Channel) -> HttpResponseBase:
    """Ask for the code that went to the new contact; then it is on file."""
    user_id = signed_in_id(request)
    sent_to = contact_of_record_being_changed(
        account_id=account.id, user_id=user_id, channel=channel
    )
    if not sent_to:
        return redirect("settings-contact")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_contact_of_record(
                account_id=account.id,
                user_id=user_id,
                channel=channel,
                code=form.cleaned_data["code"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeContact as error:
            form.add_error("code", contact_words(error.refusal))
        else:
            messages.success(
                request, _("The contact of record was changed. We've told the old one.")
            )
            return redirect("settings-contact")
    again = f"settings-contact-{_FIELDS[channel]}"
    values = {"sent_to": sent_to, "again": again, "field": _FIELDS[channel]}
    return _page(request, "contact_code", form, channel=channel, **values)


def _form(channel: Channel, *args: Any, **kwargs: Any) -> forms.Form:
    form: forms.Form = (
        EmailForm(*args, **kwargs) if channel == "email" else PhoneForm(*args, **kwargs)
    )
    return form


def _page(request: HttpRequest, name: str, form: forms.Form, **values: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"portal/settings/{name}.html", {"form": form, **values}, status=status)
