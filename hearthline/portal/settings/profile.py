"""Settings: who the person is, in plain words, each fact with its way to change it."""

from django.conf import settings as configured
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hearthline.customers.access import current_account
from hearthline.customers.queries import address_of
from hearthline.identity.access import signed_in, signed_in_id
from hearthline.identity.operations import change_language, change_name
from hearthline.identity.queries import profile_of
from hearthline.notices.adapters.sms import is_sms_offered
from hearthline.portal.household.words import ROLES
from hearthline.portal.language import speak
from hearthline.portal.settings.forms import LanguageForm, NameForm


@signed_in
@require_safe
def settings(request: HttpRequest) -> HttpResponse:
    """Everything about the person and their household, on one page."""
    user_id = signed_in_id(request)
    profile = profile_of(user_id=user_id)
    account = current_account(request)
    values = {
        "profile": profile,
        "language_name": dict(configured.LANGUAGES).get(profile.language, profile.language),
        "sms_offered": is_sms_offered(),
        "account": account,
        "address": address_of(account_id=account.id) if account else None,
        "role": ROLES[account.role] if account else "",
        "notifications": _address_of("notification-settings"),
    }
    return render(request, "portal/settings/settings.html", values)


def _address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """How the person wants to be called."""
    user_id = signed_in_id(request)
    if request.method != "POST":
        form = NameForm(initial={"name": profile_of(user_id=user_id).name})
        return _form_page(request, "name", form)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _form_page(request, "name", form)
    change_name(user_id=user_id, name=form.cleaned_data["name"])
    messages.success(request, _("Your name was changed."))
    return redirect("settings")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponseBase:
    """The language of pages and messages; pages speak it at once."""
    user_id = signed_in_id(request)
    if request.method != "POST":
        form = LanguageForm(initial={"language": profile_of(user_id=user_id).language})
        return _form_page(request, "language", form)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _form_page(request, "language", form)
    chosen = form.cleaned_data["language"]
    change_language(user_id=user_id, language=chosen)
    with translation.override(chosen):
        messages.success(request, _("Pages and messages are in English now."))
    return speak(redirect("settings"), chosen)


def _form_page(request: HttpRequest, page: str, form: NameForm | LanguageForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, f"portal/settings/{page}.html", {"form": form}, status=status)
