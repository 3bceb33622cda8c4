"""A person's passkeys: list, add, rename, remove, and put the offer off."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthline.identity import operations
from hearthline.identity.access import signed_in, signed_in_id
from hearthline.identity.operations import (
    MOST_PASSKEYS,
    UnableToChangeFactor,
    UnableToChangePasskey,
    UnableToRemoveLastWayIn,
    UnableToUsePasskey,
)
from hearthline.identity.passkeys.cookie import forget_state, keep_state, kept_state
from hearthline.identity.passkeys.forms import CredentialForm
from hearthline.identity.proofs import recently_proven
from hearthline.identity.queries import PasskeyLine, passkeys_of, ways_in_of
from hearthline.identity.refusal_words import passkey_words
from hearthline.kernel import clock
from hearthline.portal.security.second_factors import codes_page


class RenamePasskeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("So that you know it again: the device or the key it is on."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give it a name.")},
    )


class RemovePasskeyForm(forms.Form):
    ends_others = forms.BooleanField(
        label=gettext_lazy("Also sign out all other browsers and devices"),
        help_text=gettext_lazy("Do so if the device is lost, or somebody else has it."),
        required=False,
    )


@recently_proven()
@require_safe
def passkeys(request: HttpRequest) -> HttpResponse:
    """All of them, and the way to one more."""
    user_id = signed_in_id(request)
    lines = passkeys_of(user_id=user_id)
    values = {
        "passkeys": lines,
        "ways": ways_in_of(user_id),
        "may_add": len(lines) < MOST_PASSKEYS,
        "form": CredentialForm(),
    }
    return render(request, "portal/security/passkeys.html", values)


@recently_proven()
@never_cache
@sensitive_variables("new")
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponseBase:
    """Ask a browser to make a passkey; keep what it made.

    With the first second factor, the answer shows recovery codes, this once.
    """
    user_id = signed_in_id(request)
    if request.method != "POST":
        return _options(user_id)
    try:
        new = operations.add_passkey(
            user_id=user_id,
            credential=CredentialForm(request.POST).answer,
            state=kept_state(request),
            name="",
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToUsePasskey as error:
        words = {operations.PasskeyRefusal.UNKNOWN: _("That didn't work. Try again.")}
        messages.warning(request, words.get(error.refusal, passkey_words(error.refusal)))
        response: HttpResponseBase = redirect("passkeys")
    else:
        messages.success(request, _("Your passkey was added. From now on you can sign in with it."))
        codes = new.recovery_codes
        response = codes_page(request, codes) if codes else redirect("passkeys")
    forget_state(response)
    return response


def _options(user_id: int) -> HttpResponse:
    try:
        options, state = operations.begin_adding_passkey(user_id=user_id, now=clock.now())
    except UnableToUsePasskey as error:
        return JsonResponse({"error": passkey_words(error.refusal)}, status=409)
    response = JsonResponse(options)
    keep_state(response, state)
    return response


@recently_proven("name")
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """One of them, and its name."""
    line = _line(request, passkey_id)
    form = RenamePasskeyForm(request.POST or None, initial={"name": line.name})
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename_passkey(
                user_id=signed_in_id(request),
                passkey_id=passkey_id,
                name=form.cleaned_data["name"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangePasskey as error:
            raise Http404 from error
        messages.success(request, _("The passkey has its new name."))
        return redirect("passkeys")
    values = {"passkey": line, "form": form}
    status = 422 if form.errors else 200
    return render(request, "portal/security/passkey.html", values, status=status)


@recently_proven()
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Ask, and remove it."""
    line = _line(request, passkey_id)
    user_id = signed_in_id(request)
    ways = ways_in_of(user_id)
    is_last = line.refused_at is None and not ways.has_password and ways.passkeys == 1
    is_too_short = False
    form = RemovePasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = request.session.session_key or ""
        try:
            operations.remove_passkey(
                user_id=user_id,
                passkey_id=passkey_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
                keeps_only_session=key if form.cleaned_data["ends_others"] else None,
            )
        except UnableToChangePasskey as error:
            raise Http404 from error
        except UnableToRemoveLastWayIn:
            is_last = True
        except UnableToChangeFactor:
            is_too_short = True
        else:
            messages.success(request, _("The passkey was removed. It opens nothing any more."))
            return redirect("passkeys")
    values = {
        "passkey": line,
        "form": form,
        "is_last": is_last,
        "is_too_short": is_too_short,
        "least": settings.PASSWORD_MIN_LENGTH,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/security/remove_passkey.html", values, status=status)


@signed_in
@require_POST
def not_now(request: HttpRequest) -> HttpResponse:
    """Put the offer of a passkey off."""
    operations.put_off_passkey_offer(user_id=signed_in_id(request), now=clock.now())
    return redirect("overview")


def _line(request: HttpRequest, passkey_id: int) -> PasskeyLine:
    lines = passkeys_of(user_id=signed_in_id(request))
    found = next((line for line in lines if line.id == passkey_id), None)
    if found is None:
        raise Http404
    return found
