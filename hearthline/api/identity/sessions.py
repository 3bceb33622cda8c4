"""Signing in and out with a password, proving oneself again, and the list of sessions."""

from typing import Any

from allauth.account.internal import flows
from allauth.headless.account.inputs import LoginInput
from allauth.headless.base.response import ConfigResponse
from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from hearthline.api.identity.answers import answer, conflict, done, refused
from hearthline.api.identity.doors import Input, Known, Open
from hearthline.identity import operations, queries
from hearthline.identity.operations import ProofRefusal, UnableToEndSession, UnableToProve
from hearthline.identity.proofs import note_proof
from hearthline.identity.refusal_words import proof_words
from hearthline.identity.sessions import RECOVERY
from hearthline.kernel import clock

_NO_SECRETS = method_decorator(sensitive_variables(), name="post")


class ConfigView(Open):
    """Which ways in there are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        config: HttpResponse = ConfigResponse(request)
        return config


class SessionView(Open):
    """Who is signed in; or the end of that."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return answer(request)

    def delete(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return answer(request)


@_NO_SECRETS
class LoginView(Open):
    """A username or email address, and a password: limits and history are the adapter's."""

    input_class = LoginInput

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return conflict(request)
        flows.login.perform_password_login(request, self.input.cleaned_data, self.input.login)
        if request.user.is_authenticated:
            request.session.pop(RECOVERY, None)
        return answer(request)


class PasswordInput(Input):
    password = forms.CharField(strip=False, max_length=1000)


@_NO_SECRETS
class ReauthenticateView(Known):
    """The password again (step-up)."""

    input_class = PasswordInput

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            operations.prove_password(
                user_id=self.user_id,
                password=self.input.cleaned_data["password"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToProve as error:
            status = 429 if error.refusal is ProofRefusal.TOO_MANY else 400
            words = proof_words(error.refusal)
            return refused(request, error.refusal.value, words, param="password", status=status)
        flows.reauthentication.reauthenticate_by_password(request)
        note_proof(request.session, now=clock.now())
        return answer(request)


class EndSessionsInput(forms.Form):
    """Up to as many references as there can be sessions."""

    sessions = forms.JSONField()

    def clean_sessions(self) -> list[str]:
        value = self.cleaned_data["sessions"]
        is_list = isinstance(value, list) and 0 < len(value) <= operations.SESSIONS_KEPT
        if not is_list or not all(isinstance(part, str) for part in value):
            raise forms.ValidationError(_("Send a list of session ids."), code="invalid")
        return list(value)


class SessionsView(Known):
    """Where the person is signed in; an id says which, and signs nobody in."""

    input_class = {"DELETE": EndSessionsInput}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._list(request)

    def delete(self, request: HttpRequest) -> HttpResponse:
        """End some; one that isn't theirs, or isn't any, is refused and ends none."""
        known = {line.reference: line for line in self._lines(request)}
        chosen = self.input.cleaned_data["sessions"]
        if not set(chosen) <= set(known):
            return refused(
                request, "invalid_choice", _("There is no such session."), param="sessions"
            )
        ends_this = any(known[reference].is_this for reference in chosen)
        for reference in sorted(set(chosen)):
            if not known[reference].is_this:
                self._end(request, reference)
        if ends_this:
            logout(request)
            return answer(request)
        return self._list(request)

    def _end(self, request: HttpRequest, reference: str) -> None:
        try:
            operations.end_session(
                user_id=self.user_id,
                reference=reference,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToEndSession:
            return  # it ended meanwhile, which is what was asked for

    def _lines(self, request: HttpRequest) -> tuple[queries.SessionLine, ...]:
        key = request.session.session_key or ""
        return queries.sessions_of(user_id=self.user_id, session_key=key, now=clock.now())

    def _list(self, request: HttpRequest) -> HttpResponse:
        return done(request, [_session(line) for line in self._lines(request)])


def _session(line: queries.SessionLine) -> dict[str, Any]:
    return {
        "id": line.reference,
        "user_agent": line.device,
        "created_at": line.began_at.timestamp(),
        "last_seen_at": line.seen_at.timestamp(),
        "is_current": line.is_this,
    }
