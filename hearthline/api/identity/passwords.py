"""A new password: for who lost the old one, by a code; for who knows it, by it."""

from http import HTTPStatus

from django import forms
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from hearthline.api.identity.answers import answer, conflict, refused
from hearthline.api.identity.doors import Input, Known, Open
from hearthline.customers.queries import words_of_user
from hearthline.identity import operations
from hearthline.identity.operations import (
    ProofRefusal,
    RecoveryRefusal,
    UnableToChangePassword,
    UnableToRecover,
)
from hearthline.identity.places import place_of
from hearthline.identity.proofs import note_proof
from hearthline.identity.queries import user_by_id
from hearthline.identity.refusal_words import proof_words, recovery_words
from hearthline.identity.sessions import RECOVERY
from hearthline.kernel import clock

_NO_SECRETS = method_decorator(sensitive_variables(), name="post")


class IdentifierInput(Input):
    """Named `email` by the contract; a username does as well."""

    email = forms.CharField(max_length=254)


class RequestPasswordView(Open):
    """Have a code sent to the email address on file, if there is such a person."""

    input_class = IdentifierInput

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            reference = operations.ask_for_password_reset(
                identifier=self.input.cleaned_data["email"],
                language=get_language() or settings.LANGUAGE_CODE,
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRecover as error:
            return _refused(request, error)
        request.session[RECOVERY] = {"reference": reference, "name": ""}
        return answer(request, HTTPStatus.UNAUTHORIZED)


class ResetPasswordInput(Input):
    key = forms.CharField(max_length=20)
    password = forms.CharField(strip=False, max_length=1000)


@_NO_SECRETS
class ResetPasswordView(Open):
    """The code and a new password; then people sign in with it, here as everywhere."""

    input_class = ResetPasswordInput

    def post(self, request: HttpRequest) -> HttpResponse:
        under_way = request.session.get(RECOVERY)
        if not under_way:
            return conflict(request)
        try:
            operations.reset_password(
                reference=under_way["reference"],
                code=self.input.cleaned_data["key"],
                password=self.input.cleaned_data["password"],
                own=words_of_user,
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToRecover as error:
            return _refused(request, error)
        logout(request)
        return answer(request, HTTPStatus.UNAUTHORIZED)


def _refused(request: HttpRequest, error: UnableToRecover) -> HttpResponse:
    refusal = error.refusal
    if refusal is RecoveryRefusal.REFUSED:
        return refused(request, "password_refused", " ".join(error.errors), param="password")
    if refusal is RecoveryRefusal.TOO_MANY:
        return refused(request, refusal.value, recovery_words(refusal), status=429)
    return refused(request, refusal.value, recovery_words(refusal), param="key")


class ChangePasswordInput(Input):
    current_password = forms.CharField(strip=False, max_length=1000)
    new_password = forms.CharField(strip=False, max_length=1000)


@_NO_SECRETS
class ChangePasswordView(Known):
    """The current password is the proof; all other sessions end, and this one's token changes."""

    input_class = ChangePasswordInput

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            operations.change_password(
                user_id=self.user_id,
                current_password=self.input.cleaned_data["current_password"],
                new_password=self.input.cleaned_data["new_password"],
                own=words_of_user(self.user_id),
                session_key=request.session.session_key or "",
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangePassword as error:
            return self._refused(request, error)
        user = user_by_id(self.user_id)
        if user is not None:
            update_session_auth_hash(request, user)
            note_proof(request.session, now=clock.now())
        return answer(request)

    def _refused(self, request: HttpRequest, error: UnableToChangePassword) -> HttpResponse:
        if error.refusal is None:
            return refused(
                request, "password_refused", " ".join(error.errors), param="new_password"
            )
        status = 429 if error.refusal is ProofRefusal.TOO_MANY else 400
        words = proof_words(error.refusal)
        return refused(request, error.refusal.value, words, param="current_password", status=status)
