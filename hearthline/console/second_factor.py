"""Before the console opens: a second factor, set up once and used in each session."""

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hearthline.console.own_addresses import own_address
from hearthline.identity import staff_sessions
from hearthline.identity.access import staff_way_in, who
from hearthline.identity.operations import UnableToProveWithApp, prove_with_app
from hearthline.identity.queries import staff_factors
from hearthline.kernel import clock


class CodeForm(forms.Form):
    """A code of the authenticator app."""

    code = forms.CharField(
        label=gettext_lazy("Code of your authenticator app"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Enter the code.")},
    )


@staff_way_in
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say what is missing; a code of the app opens the console at once."""
    lacks = staff_sessions.missing(request)
    target = own_address(request)
    if lacks is None:
        return redirect(target or "console")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            app_id = prove_with_app(
                user_id=who(request), code=form.cleaned_data["code"], now=clock.now()
            )
        except UnableToProveWithApp as error:
            form.add_error("code", _too_many() if error.too_many else _wrong())
        else:
            request.session.cycle_key()
            record_authentication(request, request.user, "mfa", type="totp", id=app_id)
            return redirect(target or "console")
    factors = staff_factors(user_id=who(request))
    values = {
        "form": form,
        "must_set_up": lacks is staff_sessions.Missing.FACTOR,
        "has_app": "totp" in factors,
        "has_passkey": "webauthn" in factors,
        "next_name": REDIRECT_FIELD_NAME,
        "next": target,
    }
    status = 422 if form.is_bound else 200
    return render(request, "console/second_factor.html", values, status=status)


def _wrong() -> str:
    return _("That code isn't right, or was used already. Wait for the next one.")


def _too_many() -> str:
    return _("Too many tries. Wait five minutes, then try again.")
