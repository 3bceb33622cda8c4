"""A sign-in that waits for its second step, and a code by email in place of a password."""

from http import HTTPStatus

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from hearthline.api.identity.answers import answer, conflict, done, refused
from hearthline.api.identity.doors import Input, Open
from hearthline.api.identity.passkeys import CredentialInput, ask, forget_question, passkey_refused
from hearthline.api.identity.words import step_words
from hearthline.identity import operations
from hearthline.identity.browsers import browser_hash
from hearthline.identity.devices import device_name
from hearthline.identity.first_factors import go_on_with_code
from hearthline.identity.operations import (
    SignInCodeRefusal,
    StepRefusal,
    UnableToPassStep,
    UnableToSignInByCode,
    UnableToUsePasskey,
)
from hearthline.identity.passkeys.ceremonies import ask_to_use
from hearthline.identity.places import place_of
from hearthline.identity.sessions import RECOVERY, SIGN_IN_CODE
from hearthline.identity.stages import SENT, pending_step
from hearthline.kernel import clock

_NO_SECRETS = method_decorator(sensitive_variables(), name="post")
_APP_DIGITS, _SENT_DIGITS = 6, 8


class StepInput(Input):
    """`by` says what the code comes from; without it, its form does."""

    code = forms.CharField(max_length=40)
    by = forms.CharField(max_length=20, required=False)
    trust = forms.BooleanField(required=False)


@_NO_SECRETS
class StepView(Open):
    """A code for the second step: of the app, a recovery code, or one that was sent."""

    input_class = StepInput

    def post(self, request: HttpRequest) -> HttpResponse:
        stage = pending_step(request)
        if stage is None:
            return answer(request, HTTPStatus.UNAUTHORIZED)
        typed = self.input.cleaned_data
        means = typed["by"] or _means_of(typed["code"], stage.state["sent"])
        try:
            stage.try_code(means, typed["code"], trust=typed["trust"])
        except UnableToPassStep as error:
            return _step_refused(request, error.refusal)
        return _signed_in(request)


def _means_of(code: str, sent: list[str]) -> str:
    """Six digits are the app's, eight were sent, and what else there is are recovery codes."""
    text = "".join(code.split())
    if text.isdigit() and len(text) == _APP_DIGITS:
        return "app"
    if text.isdigit() and len(text) == _SENT_DIGITS and sent:
        return sent[0]
    return "recovery"


class SendStepInput(Input):
    by = forms.ChoiceField(choices=[(channel, channel) for channel in sorted(SENT)])


class SendStepView(Open):
    """Have a code for the second step sent, by `email` or `sms`. Not part of others' contract."""

    input_class = SendStepInput

    def post(self, request: HttpRequest) -> HttpResponse:
        stage = pending_step(request)
        if stage is None:
            return conflict(request)
        try:
            stage.send(self.input.cleaned_data["by"])
        except UnableToPassStep as error:
            return _step_refused(request, error.refusal)
        return answer(request, HTTPStatus.UNAUTHORIZED)


def _step_refused(request: HttpRequest, refusal: StepRefusal) -> HttpResponse:
    if refusal is StepRefusal.ENDED:
        return conflict(request)
    is_too_many = refusal is StepRefusal.TOO_MANY
    param = "" if is_too_many else "code"
    status = 429 if is_too_many else 400
    return refused(request, refusal.value, step_words(refusal), param=param, status=status)


class StepPasskeyView(Open):
    """A passkey as the second step; it is two factors by itself."""

    input_class = {"POST": CredentialInput}

    def get(self, request: HttpRequest) -> HttpResponse:
        if pending_step(request) is None:
            return answer(request, HTTPStatus.UNAUTHORIZED)
        return ask(request, "request_options", *ask_to_use(now=clock.now()))

    def post(self, request: HttpRequest) -> HttpResponse:
        stage = pending_step(request)
        if stage is None:
            return answer(request, HTTPStatus.UNAUTHORIZED)
        user = stage.login.user
        try:
            operations.use_passkey(
                credential=self.input.cleaned_data["credential"],
                state=forget_question(request),
                user_id=user.pk,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToUsePasskey as error:
            return passkey_refused(request, error.refusal)
        record_authentication(request, user, method="mfa", type="webauthn")
        stage.exit()
        return _signed_in(request)


class AskForCodeInput(Input):
    """Named `email` by the contract; a username does as well."""

    email = forms.CharField(max_length=254)


class AskForCodeView(Open):
    """Have a code sent to the email address on file, if there is such a person."""

    input_class = AskForCodeInput

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return conflict(request)
        try:
            _ask_for_code(request, self.input.cleaned_data["email"])
        except UnableToSignInByCode as error:
            return _code_refused(request, error.refusal)
        return answer(request, HTTPStatus.UNAUTHORIZED)


class ResendCodeView(Open):
    """Another code to the same place; the one before is worth nothing from then on."""

    handle_json_input = False

    def post(self, request: HttpRequest) -> HttpResponse:
        under_way = request.session.get(SIGN_IN_CODE)
        if request.user.is_authenticated or not under_way:
            return conflict(request)
        try:
            _ask_for_code(request, under_way["name"])
        except UnableToSignInByCode as error:
            return _code_refused(request, error.refusal)
        return done(request)


def _ask_for_code(request: HttpRequest, identifier: str) -> None:
    reference = operations.ask_for_sign_in_code(
        identifier=identifier,
        language=get_language() or settings.LANGUAGE_CODE,
        place=place_of(request),
        browser_hash=browser_hash(request),
        device=device_name(request.headers.get("User-Agent", "")),
        now=clock.now(),
    )
    request.session[SIGN_IN_CODE] = {"reference": reference, "name": identifier, "next": ""}


class CodeInput(Input):
    code = forms.CharField(max_length=40)


@_NO_SECRETS
class ConfirmCodeView(Open):
    """The code that came: the first factor, in place of a password."""

    input_class = CodeInput

    def post(self, request: HttpRequest) -> HttpResponse:
        under_way = request.session.get(SIGN_IN_CODE)
        if request.user.is_authenticated or not under_way:
            return conflict(request)
        try:
            user_id = operations.use_sign_in_code(
                reference=under_way["reference"],
                code=self.input.cleaned_data["code"],
                place=place_of(request),
                now=clock.now(),
            )
        except UnableToSignInByCode as error:
            return _code_refused(request, error.refusal)
        del request.session[SIGN_IN_CODE]
        go_on_with_code(request, user_id=user_id)
        return _signed_in(request)


def _code_refused(request: HttpRequest, refusal: SignInCodeRefusal) -> HttpResponse:
    is_too_many = refusal is SignInCodeRefusal.TOO_MANY
    return refused(
        request,
        refusal.value,
        step_words(refusal),
        param="" if is_too_many else "code",
        status=429 if is_too_many else 400,
    )


def _signed_in(request: HttpRequest) -> HttpResponse:
    """Whatever else was under way in this session is over."""
    if request.user.is_authenticated:
        request.session.pop(RECOVERY, None)
    return answer(request)
