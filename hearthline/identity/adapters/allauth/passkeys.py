"""The guards that allauth's passkeys lack, put under all of its forms, views and JSON inputs.

allauth never looks at the signature counter, takes any origin where one is insecure, sends lists
of keys, and answers some malformed credentials with an error of the server. Its functions are
replaced by ours here, in one place, so that pages and apps meet the same rules;
`tests/identity/test_passkeys_allauth.py` fails if an upgrade moves one of them.
"""

from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.internal.restkit.response import ErrorResponse
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth, flows
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from hearthline.identity import operations
from hearthline.identity.operations import (
    UnableToChangeFactor,
    UnableToChangePasskey,
    UnableToRemoveLastWayIn,
    UnableToUsePasskey,
)
from hearthline.identity.passkeys.answers import (
    UnreadableAnswer,
    read_answer,
    read_new_key,
    understood_new,
)
from hearthline.identity.passkeys.ceremonies import ask_to_use, challenge_of
from hearthline.identity.passkeys.party import server
from hearthline.kernel import clock

_CONFLICT = 409


def install() -> None:
    """Put our functions where allauth's forms and views look for its own."""
    auth.get_server = server
    auth.begin_registration = _begin_registration
    auth.begin_authentication = _begin_authentication
    auth.parse_registration_response = _parse_registration_response
    auth.parse_authentication_response = _parse_authentication_response
    auth.extract_user_from_response = _extract_user_from_response
    auth.complete_registration = _complete_registration
    auth.complete_authentication = _complete_authentication
    flows._signup_or_add_authenticator = _add_authenticator  # noqa: SLF001 - the one place
    flows._remove_authenticator_without_reauthentication = _remove_authenticator  # noqa: SLF001
    flows.rename_authenticator = _rename_authenticator


def _refused() -> ValidationError:
    """One text for every way of being wrong."""
    return get_adapter().validation_error("incorrect_code")  # type: ignore[no-any-return]


def _conflict(code: str, words: str) -> ImmediateHttpResponse:
    error = ValidationError(words, code=code)
    return ImmediateHttpResponse(
        response=ErrorResponse(context.request, status=_CONFLICT, exception=error)
    )


def _begin_registration(user: Any, passwordless: bool) -> dict[str, Any]:  # noqa: FBT001, ARG001 - allauth's signature; every passkey signs in by itself
    try:
        options, state = operations.begin_adding_passkey(user_id=user.pk, now=clock.now())
    except UnableToUsePasskey as error:
        raise _conflict(error.refusal.value, "There are too many passkeys.") from error
    auth.set_state(dict(state))
    return dict(options)


def _begin_authentication(user: Any = None) -> dict[str, Any]:  # noqa: ARG001 - nobody's keys are ever listed
    options, state = ask_to_use(now=clock.now())
    auth.set_state(state)
    return options


def _parse_registration_response(response: Any) -> Any:
    try:
        return understood_new(response)
    except UnreadableAnswer as error:
        raise _refused() from error


def _parse_authentication_response(response: Any) -> Any:
    try:
        return read_answer(response).response
    except UnreadableAnswer as error:
        raise _refused() from error


def _extract_user_from_response(response: Any) -> Any:
    try:
        owner = operations.owner_of_answer(credential=response)
    except UnableToUsePasskey as error:
        raise _refused() from error
    return owner


def _complete_registration(credential: Mapping[str, Any]) -> Any:
    """Verify only; `_add_authenticator` keeps it, and ends the question."""
    challenge = challenge_of(auth.get_state(), now=clock.now())
    if challenge is None:
        raise _refused()
    try:
        read_new_key(credential, challenge=challenge)
        return understood_new(credential).response.attestation_object.auth_data
    except UnreadableAnswer as error:
        raise _refused() from error


def _complete_authentication(user: Any, response: Mapping[str, Any]) -> Authenticator:
    state = auth.get_state()
    auth.clear_state()
    try:
        return operations.use_passkey(
            credential=response,
            state=state,
            user_id=user.pk,
            user_agent=context.request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToUsePasskey as error:
        raise _refused() from error


def _add_authenticator(
    request: HttpRequest,
    user: Any,
    name: str,
    credential: Mapping[str, Any],
    signup: bool = False,  # noqa: FBT001, FBT002, ARG001 - allauth's signature; nobody signs up this way
) -> tuple[Authenticator, None]:
    state = auth.get_state()
    auth.clear_state()
    try:
        # An app is handed no recovery codes by allauth; its person makes some on our pages.
        new = operations.add_passkey(
            user_id=user.pk,
            credential=credential,
            state=state,
            name=name,
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
            shows_codes=False,
        )
    except UnableToUsePasskey as error:
        raise _conflict(error.refusal.value, "This passkey can't be added.") from error
    return Authenticator.objects.get(pk=new.id), None


def _remove_authenticator(request: HttpRequest, authenticator: Authenticator) -> None:
    try:
        operations.remove_passkey(
            user_id=authenticator.user_id,
            passkey_id=authenticator.pk,
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToRemoveLastWayIn as error:
        raise _conflict("last_way_in", "The last way in can't be removed.") from error
    except UnableToChangeFactor as error:
        words = "The password is too short to be the only factor."
        raise _conflict(error.refusal.value, words) from error
    except UnableToChangePasskey as error:
        raise _conflict("gone", "There is no such passkey.") from error


def _rename_authenticator(request: HttpRequest, authenticator: Authenticator, name: str) -> None:
    raise_if_reauthentication_required(request, app="allauth.mfa")
    try:
        operations.rename_passkey(
            user_id=authenticator.user_id,
            passkey_id=authenticator.pk,
            name=name,
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToChangePasskey as error:
        raise _conflict("gone", "There is no such passkey.") from error
    authenticator.refresh_from_db()
