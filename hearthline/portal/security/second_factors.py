"""An authenticator app, recovery codes, and browsers that are let off the second step."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.identity import operations
from hearthline.identity.access import signed_in, signed_in_id
from hearthline.identity.browsers import browser_hash
from hearthline.identity.operations import (
    FactorRefusal,
    UnableToChangeFactor,
    UnableToEndTrust,
    UnableToMakeRecoveryCodes,
)
from hearthline.identity.proofs import recently_proven
from hearthline.identity.queries import (
    BrowserLine,
    SecondFactors,
    second_factors_of,
    trusted_browsers_of,
)
from hearthline.identity.sessions import APP_SECRET
from hearthline.identity.totp import app_address, in_groups
from hearthline.kernel import clock

_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


class AppCodeForm(forms.Form):
    """The first code that the app shows."""

    code = forms.CharField(
        label=gettext_lazy("Code from the app"),
        help_text=gettext_lazy("The 6 digits that it shows now."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Enter the code.")},
    )


@dataclass(frozen=True, slots=True)
class SecondStepCard:
    """What the card about the second step shows."""

    factors: SecondFactors
    browsers: tuple[BrowserLine, ...]


def second_step_card(request: HttpRequest) -> SecondStepCard:
    """For the page about security."""
    user_id = signed_in_id(request)
    return SecondStepCard(
        factors=second_factors_of(user_id=user_id),
        browsers=trusted_browsers_of(
            user_id=user_id, browser_hash=browser_hash(request), now=clock.now()
        ),
    )


@recently_proven()
@never_cache
@sensitive_post_parameters("code")
@sensitive_variables("secret", "address", "codes")
@_FORM_METHODS
def app(request: HttpRequest) -> HttpResponseBase:
    """Set an authenticator app up, or say since when there is one."""
    user_id = signed_in_id(request)
    factors = second_factors_of(user_id=user_id)
    if factors.app_since_at and request.method != "POST" and "new" not in request.GET:
        return render(request, "portal/security/app.html", {"factors": factors})
    sealed = request.session.get(APP_SECRET) or _new_secret(request)
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = operations.switch_on_app(
                user_id=user_id,
                sealed_secret=sealed,
                code=form.cleaned_data["code"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeFactor as error:
            if error.refusal is FactorRefusal.EXPIRED:
                sealed = _new_secret(request)
            form.add_error("code", _words(error.refusal))
        else:
            del request.session[APP_SECRET]
            messages.success(request, _("Your authenticator app is set up."))
            return codes_page(request, codes) if codes else redirect("security")
    return _set_up_page(request, form, operations.read_app_secret(sealed=sealed), factors)


def _new_secret(request: HttpRequest) -> str:
    sealed = operations.new_app_secret()
    request.session[APP_SECRET] = sealed
    return sealed


def _set_up_page(
    request: HttpRequest, form: AppCodeForm, secret: str, factors: SecondFactors
) -> HttpResponse:
    if not secret:
        # SECRET_KEY was changed in this very moment.
        secret = operations.read_app_secret(sealed=_new_secret(request))
    address = app_address(secret, issuer=settings.PROVIDER_NAME, name=request.user.get_username())
    values = {
        "form": form,
        "address": address,
        "secret": in_groups(secret),
        "is_replaced": factors.app_since_at is not None,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/security/app_set_up.html", values, status=status)


@recently_proven()
@_FORM_METHODS
def remove_app(request: HttpRequest) -> HttpResponseBase:
    """Switch the app off, after a page that says what follows."""
    user_id = signed_in_id(request)
    refusal = None
    if request.method == "POST":
        try:
            operations.switch_off_app(
                user_id=user_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeFactor as error:
            refusal = error.refusal
        else:
            messages.success(request, _("Your authenticator app is switched off."))
    factors = second_factors_of(user_id=user_id)
    if refusal is None and (request.method == "POST" or factors.app_since_at is None):
        return redirect("security")
    if refusal is FactorRefusal.NOT_ON:
        return redirect("security")
    is_last = factors.passkeys == 0
    values = {
        "is_last": is_last,
        "is_too_short": is_last and factors.has_short_password,
        "least": settings.PASSWORD_MIN_LENGTH,
    }
    status = 422 if refusal else 200
    return render(request, "portal/security/app_remove.html", values, status=status)


@recently_proven()
@never_cache
@sensitive_variables("codes")
@_FORM_METHODS
def recovery_codes(request: HttpRequest) -> HttpResponseBase:
    """Say how many are left, and make new ones."""
    user_id = signed_in_id(request)
    if request.method == "POST":
        try:
            codes = operations.make_recovery_codes(
                user_id=user_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToMakeRecoveryCodes:
            return redirect("security")
        return codes_page(request, codes)
    factors = second_factors_of(user_id=user_id)
    if not factors.has_any:
        return redirect("security")
    return render(request, "portal/security/recovery_codes.html", {"factors": factors})


def codes_page(request: HttpRequest, codes: tuple[str, ...]) -> HttpResponse:
    """Shown once, in the answer to the form that had them made; no browser keeps it."""
    values = {"pairs": list(zip(codes[::2], codes[1::2], strict=True)), "as_text": "\n".join(codes)}
    return render(request, "portal/security/recovery_codes_made.html", values)


@signed_in
@require_POST
def ask_again(request: HttpRequest, browser_id: int) -> HttpResponse:
    """Ask for the second step in a browser again."""
    try:
        operations.end_browser_trust(
            user_id=signed_in_id(request), browser_id=browser_id, now=clock.now()
        )
    except UnableToEndTrust as error:
        raise Http404 from error
    messages.success(request, _("That browser will be asked for the second step again."))
    return redirect("security")


def _words(refusal: FactorRefusal) -> str:
    return {
        FactorRefusal.WRONG_CODE: _(
            "That code isn't right. Wait for the next one, and check that your phone sets its clock"
            " by itself."
        ),
        FactorRefusal.TOO_MANY: _("Too many tries. Wait 15 minutes, then try again."),
        FactorRefusal.EXPIRED: _("That took too long. Scan the new code, then try again."),
        FactorRefusal.NOT_ON: "",
        FactorRefusal.SHORT_PASSWORD: "",
    }[refusal]
