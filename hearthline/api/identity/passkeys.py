"""Passkeys: signing in with one, proving oneself, and keeping several."""

from http import HTTPStatus
from typing import Any

from allauth.account.models import Login
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.internal.flows import reauthenticate as note_reauthentication
from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from hearthline.api.identity.answers import answer, conflict, done, passkey_data, refused
from hearthline.api.identity.doors import Input, Known, Open
from hearthline.api.identity.words import LAST_WAY_IN, NO_PASSKEY, factor_words
from hearthline.identity import operations, queries
from hearthline.identity.operations import (
    FactorRefusal,
    PasskeyRefusal,
    UnableToChangeFactor,
    UnableToChangePasskey,
    UnableToRemoveLastWayIn,
    UnableToUsePasskey,
)
from hearthline.identity.passkeys.ceremonies import ask_to_use
from hearthline.identity.proofs import note_proof
from hearthline.identity.refusal_words import passkey_words
from hearthline.identity.sessions import RECOVERY
from hearthline.kernel import clock

_STATE = "passkey"
"""Where a session keeps the question that its app was asked."""


class CredentialInput(Input):
    """What a device answered, as JSON. It may be anything: it is an attacker's."""

    credential = forms.JSONField()


def ask(request: HttpRequest, name: str, question: Any, state: Any) -> HttpResponse:
    """Ask the app's device, and keep the question until it is answered."""
    request.session[_STATE] = dict(state)
    return done(request, {name: question})


def forget_question(request: HttpRequest) -> Any:
    """The question that is being answered; it is over, whatever the answer is."""
    return request.session.pop(_STATE, None)


def passkey_refused(request: HttpRequest, refusal: PasskeyRefusal) -> HttpResponse:
    """Why a passkey isn't taken: never whether there is such a one."""
    is_conflict = refusal in {PasskeyRefusal.KNOWN, PasskeyRefusal.TOO_MANY}
    status = HTTPStatus.CONFLICT if is_conflict else HTTPStatus.BAD_REQUEST
    words = passkey_words(refusal)
    return refused(request, refusal.value, words, param="credential", status=status)


class LoginPasskeyView(Open):
    """Sign in with a passkey: it says who it is, and is two factors by itself."""

    input_class = {"POST": CredentialInput}

    def get(self, request: HttpRequest) -> HttpResponse:
        return ask(request, "request_options", *ask_to_use(now=clock.now()))

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return conflict(request)
        try:
            passkey = operations.use_passkey(
                credential=self.input.cleaned_data["credential"],
                state=forget_question(request),
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToUsePasskey as error:
            return passkey_refused(request, error.refusal)
        perform_passwordless_login(request, passkey, Login(user=passkey.user))
        request.session.pop(RECOVERY, None)
        return answer(request)


class ProvePasskeyView(Known):
    """One of the person's own passkeys as the proof (step-up)."""

    input_class = {"POST": CredentialInput}

    def get(self, request: HttpRequest) -> HttpResponse:
        return ask(request, "request_options", *ask_to_use(now=clock.now()))

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            passkey = operations.use_passkey(
                credential=self.input.cleaned_data["credential"],
                state=forget_question(request),
                user_id=self.user_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToUsePasskey as error:
            if error.refusal is PasskeyRefusal.CLONED:
                logout(request)
            return passkey_refused(request, error.refusal)
        note_reauthentication(request, passkey)
        note_proof(request.session, now=clock.now())
        return answer(request)


class AddInput(CredentialInput):
    name = forms.CharField(max_length=100, required=False)


class RenameInput(Input):
    id = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    name = forms.CharField(max_length=100)


class RemoveInput(Input):
    authenticators = forms.JSONField()

    def clean_authenticators(self) -> list[int]:
        value = self.cleaned_data["authenticators"]
        is_list = isinstance(value, list) and 0 < len(value) <= operations.MOST_PASSKEYS
        if not is_list or not all(type(part) is int and 0 < part < 2**63 for part in value):
            raise forms.ValidationError(NO_PASSKEY, code="invalid")
        return list(value)


class PasskeysView(Known):
    """The person's passkeys: add one, name one, remove some."""

    input_class = {"POST": AddInput, "PUT": RenameInput, "DELETE": RemoveInput}
    proven_methods = ("GET", "POST", "PUT", "DELETE")

    def get(self, request: HttpRequest) -> HttpResponse:
        """What the device needs to make one."""
        try:
            question = operations.begin_adding_passkey(user_id=self.user_id, now=clock.now())
        except UnableToUsePasskey as error:
            return passkey_refused(request, error.refusal)
        return ask(request, "creation_options", *question)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the one that the device made; the first factor brings recovery codes, shown once."""
        try:
            new = operations.add_passkey(
                user_id=self.user_id,
                credential=self.input.cleaned_data["credential"],
                state=forget_question(request),
                name=self.input.cleaned_data["name"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToUsePasskey as error:
            return passkey_refused(request, error.refusal)
        return self._one(request, new.id, new.recovery_codes)

    def put(self, request: HttpRequest) -> HttpResponse:
        """Call one something else."""
        passkey_id = self.input.cleaned_data["id"]
        try:
            operations.rename_passkey(
                user_id=self.user_id,
                passkey_id=passkey_id,
                name=self.input.cleaned_data["name"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangePasskey:
            return _no_such(request, "id")
        return self._one(request, passkey_id)

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Remove some; if one of them isn't theirs, none."""
        chosen = set(self.input.cleaned_data["authenticators"])
        if not chosen <= {line.id for line in queries.passkeys_of(user_id=self.user_id)}:
            return _no_such(request, "authenticators")
        for passkey_id in sorted(chosen):
            try:
                operations.remove_passkey(
                    user_id=self.user_id,
                    passkey_id=passkey_id,
                    user_agent=request.headers.get("User-Agent", ""),
                    now=clock.now(),
                )
            except UnableToRemoveLastWayIn:
                words = str(LAST_WAY_IN)
                return refused(request, "last_way_in", words, status=HTTPStatus.CONFLICT)
            except UnableToChangeFactor:
                words = factor_words(FactorRefusal.SHORT_PASSWORD)
                return refused(request, "short_password", words, status=HTTPStatus.CONFLICT)
            except UnableToChangePasskey:
                continue  # removed meanwhile, which is what was asked for
        return done(request)

    def _one(
        self, request: HttpRequest, passkey_id: int, codes: tuple[str, ...] = ()
    ) -> HttpResponse:
        lines = queries.passkeys_of(user_id=self.user_id)
        found = next((line for line in lines if line.id == passkey_id), None)
        if found is None:
            return _no_such(request, "id")
        shown = {"recovery_codes": list(codes)} if codes else {}
        return done(request, passkey_data(found) | shown)


def _no_such(request: HttpRequest, param: str) -> HttpResponse:
    return refused(request, "invalid_choice", str(NO_PASSKEY), param=param)
