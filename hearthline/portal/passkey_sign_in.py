"""Signing in with a passkey: no name is typed, the passkey says who it is."""

from allauth.account.models import Login
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.identity.access import anyone
from hearthline.identity.operations import UnableToUsePasskey, use_passkey
from hearthline.identity.passkeys.ceremonies import ask_to_use
from hearthline.identity.passkeys.cookie import forget_state, keep_state, kept_state
from hearthline.identity.passkeys.forms import CredentialForm
from hearthline.identity.refusal_words import passkey_words
from hearthline.identity.sessions import RECOVERY, SHARED
from hearthline.kernel import clock
from hearthline.portal.language import speak
from hearthline.portal.sign_in import REGISTRATION, own_address


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_passkey(request: HttpRequest) -> HttpResponseBase:
    """Ask a browser for a passkey (the same of everybody); sign in with its answer."""
    if request.method != "POST":
        options, state = ask_to_use(now=clock.now())
        response = JsonResponse(options)
        keep_state(response, state)
        return response
    target = own_address(request)
    if request.user.is_authenticated:
        return redirect(target or "overview")
    # Only what this form says of the device counts, not what an earlier one did.
    request.session.pop(SHARED, None)
    try:
        authenticator = use_passkey(
            credential=CredentialForm(request.POST).answer,
            state=kept_state(request),
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToUsePasskey as error:
        messages.warning(request, passkey_words(error.refusal))
        query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
        return _answered(redirect(reverse("sign-in") + query))
    login = Login(user=authenticator.user, redirect_url=target or None)
    signed_in: HttpResponseBase = perform_passwordless_login(request, authenticator, login)
    # Whoever was registering in this browser is not the one who signs in.
    request.session.pop(REGISTRATION, None)
    request.session.pop(RECOVERY, None)
    return _answered(speak(signed_in, getattr(request.user, "language", "")))


def _answered(response: HttpResponseBase) -> HttpResponseBase:
    forget_state(response)
    return response
