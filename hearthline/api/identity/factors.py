"""Second factors: an authenticator app, recovery codes, and the list of all there is."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables

from hearthline.api.identity.answers import done, passkey_data, refused
from hearthline.api.identity.doors import Input, Known
from hearthline.api.identity.words import factor_words
from hearthline.identity import operations, queries
from hearthline.identity.operations import (
    FactorRefusal,
    UnableToChangeFactor,
    UnableToMakeRecoveryCodes,
)
from hearthline.identity.recovery_codes import AMOUNT
from hearthline.identity.sessions import APP_SECRET
from hearthline.identity.totp import app_address
from hearthline.kernel import clock

_NO_SECRETS = sensitive_variables()


class AuthenticatorsView(Known):
    """What the person has besides a password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        factors = queries.second_factors_of(user_id=self.user_id)
        found = [passkey_data(line) for line in queries.passkeys_of(user_id=self.user_id)]
        if factors.app_since_at:
            found.append(_app(factors))
        if factors.recovery_codes_left:
            found.append(_codes(factors))
        return done(request, found)


def _app(factors: queries.SecondFactors) -> dict[str, Any]:
    return {
        "type": "totp",
        "created_at": _stamp(factors.app_since_at),
        "last_used_at": _stamp(factors.app_used_at),
    }


def _codes(factors: queries.SecondFactors) -> dict[str, Any]:
    """How many there are; the codes themselves were shown once."""
    return {
        "type": "recovery_codes",
        "total_code_count": AMOUNT,
        "unused_code_count": factors.recovery_codes_left,
    }


def _stamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


class AppInput(Input):
    code = forms.CharField(max_length=40)


@method_decorator(_NO_SECRETS, name="get")
@method_decorator(_NO_SECRETS, name="post")
class AppView(Known):
    """An authenticator app as the second step."""

    input_class = {"POST": AppInput}
    proven_methods = ("GET", "POST", "DELETE")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Since when there is one; or 404 with a secret for a new one, kept until it is proven."""
        factors = queries.second_factors_of(user_id=self.user_id)
        if factors.app_since_at:
            return done(request, _app(factors))
        sealed = request.session.get(APP_SECRET, "")
        secret = operations.read_app_secret(sealed=sealed) if sealed else ""
        if not secret:
            sealed = request.session[APP_SECRET] = operations.new_app_secret()
            secret = operations.read_app_secret(sealed=sealed)
        address = app_address(
            secret, issuer=settings.PROVIDER_NAME, name=request.user.get_username()
        )
        meta = {"secret": secret, "totp_url": address}
        return done(request, meta=meta, status=HTTPStatus.NOT_FOUND)

    def post(self, request: HttpRequest) -> HttpResponse:
        """The first code that it shows; the first factor brings recovery codes, shown this once."""
        try:
            codes = operations.switch_on_app(
                user_id=self.user_id,
                sealed_secret=request.session.get(APP_SECRET, ""),
                code=self.input.cleaned_data["code"],
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeFactor as error:
            return _refused(request, error.refusal, "code")
        request.session.pop(APP_SECRET, None)
        data = _app(queries.second_factors_of(user_id=self.user_id))
        return done(request, data | ({"recovery_codes": list(codes)} if codes else {}))

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Let its codes count no more."""
        try:
            operations.switch_off_app(
                user_id=self.user_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToChangeFactor as error:
            if error.refusal is not FactorRefusal.NOT_ON:
                return _refused(request, error.refusal, "")
        return done(request)


@method_decorator(_NO_SECRETS, name="post")
class RecoveryCodesView(Known):
    """Ten codes for who has lost everything else; kept as hashes, so shown only when made."""

    proven_methods = ("GET", "POST")
    handle_json_input = False

    def get(self, request: HttpRequest) -> HttpResponse:
        """How many are left; 404 if there are none."""
        factors = queries.second_factors_of(user_id=self.user_id)
        if not factors.recovery_codes_left:
            return done(request, status=HTTPStatus.NOT_FOUND)
        return done(request, _codes(factors))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ten new ones in place of all that there were."""
        try:
            codes = operations.make_recovery_codes(
                user_id=self.user_id,
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except UnableToMakeRecoveryCodes:
            return _refused(request, FactorRefusal.NOT_ON, "")
        data = _codes(queries.second_factors_of(user_id=self.user_id))
        return done(request, data | {"unused_codes": list(codes)})


def _refused(request: HttpRequest, refusal: FactorRefusal, param: str) -> HttpResponse:
    is_too_many = refusal is FactorRefusal.TOO_MANY
    status = HTTPStatus.TOO_MANY_REQUESTS if is_too_many else HTTPStatus.BAD_REQUEST
    return refused(request, refusal.value, factor_words(refusal), param=param, status=status)
