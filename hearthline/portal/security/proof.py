"""The password or a passkey again, on a page of its own, before what matters most.

The form that needed it is never kept with a secret in it: only what was typed into plain fields
waits in the session, and is in the form again afterwards.
"""

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.webauthn.internal.flows import reauthenticate as reauthenticate_by_passkey
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.identity.access import signed_in, signed_in_id
from hearthline.identity.operations import (
    PasskeyRefusal,
    UnableToProve,
    UnableToUsePasskey,
    prove_password,
    use_passkey,
)
from hearthline.identity.passkeys.cookie import forget_state, kept_state
from hearthline.identity.passkeys.forms import CredentialForm
from hearthline.identity.proofs import note_proof
from hearthline.identity.queries import ways_in_of
from hearthline.identity.refusal_words import passkey_words, proof_words
from hearthline.kernel import clock
from hearthline.portal.settings.forms import ProofForm
from hearthline.portal.sign_in import own_address


@signed_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password and go on to where it was needed."""
    target = own_address(request)
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            prove_password(
                user_id=signed_in_id(request),
                password=form.cleaned_data["password"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToProve as error:
            form.add_error("password", proof_words(error.refusal))
        else:
            # The app's door keeps its own record beside ours; both are written here.
            reauthenticate_by_password(request)
            note_proof(request.session, now=clock.now())
            return redirect(target or "security")
    return _page(request, form, target)


@signed_in
@require_POST
def confirm_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Take one of the person's own passkeys and go on to where it was needed."""
    target = own_address(request)
    try:
        authenticator = use_passkey(
            credential=CredentialForm(request.POST).answer,
            state=kept_state(request),
            user_agent=request.headers.get("User-Agent", ""),
            user_id=signed_in_id(request),
            now=clock.now(),
        )
    except UnableToUsePasskey as error:
        if error.refusal is PasskeyRefusal.CLONED:
            logout(request)
        messages.warning(request, passkey_words(error.refusal))
        query = f"?{urlencode({REDIRECT_FIELD_NAME: target})}" if target else ""
        response: HttpResponseBase = redirect(reverse("confirm-password") + query)
    else:
        reauthenticate_by_passkey(request, authenticator)
        note_proof(request.session, now=clock.now())
        response = redirect(target or "security")
    forget_state(response)
    return response


def _page(request: HttpRequest, form: ProofForm, target: str) -> HttpResponse:
    values = {
        "form": form,
        "next": target,
        "next_name": REDIRECT_FIELD_NAME,
        "username": request.user.get_username(),
        "ways": ways_in_of(signed_in_id(request)),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/security/confirm.html", values, status=status)
