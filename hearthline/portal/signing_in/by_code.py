"""Signing in with a code by email. Every answer is the same whether there is such a person."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hearthline.identity import operations
from hearthline.identity.access import anyone
from hearthline.identity.browsers import browser_hash
from hearthline.identity.devices import device_name
from hearthline.identity.first_factors import go_on_with_code
from hearthline.identity.operations import SignInCodeRefusal, UnableToSignInByCode
from hearthline.identity.places import place_of
from hearthline.identity.refusal_words import code_words, enough_from_here
from hearthline.identity.sessions import RECOVERY, SIGN_IN_CODE
from hearthline.kernel import clock
from hearthline.portal.language import speak
from hearthline.portal.settings.forms import IdentifierForm
from hearthline.portal.sign_in import REGISTRATION, own_address
from hearthline.portal.signing_in.forms import SignInCodeForm


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """Have a code sent to the email address of record."""
    target = own_address(request)
    if request.user.is_authenticated:
        return redirect(target or "overview")
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        identifier = form.cleaned_data["identifier"]
        try:
            reference = operations.ask_for_sign_in_code(
                identifier=identifier,
                language=get_language() or settings.LANGUAGE_CODE,
                place=place_of(request),
                browser_hash=browser_hash(request),
                device=device_name(request.headers.get("User-Agent", "")),
                now=clock.now(),
            )
        except UnableToSignInByCode as error:
            form.add_error(None, _words(error.refusal))
        else:
            request.session[SIGN_IN_CODE] = {
                "reference": reference,
                "name": identifier,
                "next": target,
            }
            return redirect("sign-in-code-enter")
    return _page(request, "ask_for_code", form, next=target)


@anyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that came."""
    under_way = request.session.get(SIGN_IN_CODE)
    if request.user.is_authenticated or not under_way:
        return redirect("sign-in-code")
    form = SignInCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user_id = operations.use_sign_in_code(
                reference=under_way["reference"],
                code=form.cleaned_data["code"],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToSignInByCode as error:
            form.add_error("code", _words(error.refusal))
        else:
            for name in (SIGN_IN_CODE, REGISTRATION, RECOVERY):
                request.session.pop(name, None)
            response = go_on_with_code(request, user_id=user_id, target=under_way["next"])
            return speak(response, getattr(request.user, "language", ""))
    return _page(request, "enter_code", form, name=under_way["name"], next=under_way["next"])


def _page(request: HttpRequest, page: str, form: Any, **values: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    values = {"form": form, **values}
    return render(request, f"portal/signing_in/{page}.html", values, status=status)


def _words(refusal: SignInCodeRefusal) -> str:
    is_too_many = refusal is SignInCodeRefusal.TOO_MANY
    return enough_from_here() if is_too_many else code_words(refusal)
