"""Read and verify what a browser answers. Everything in it may be anything: it is an attacker's."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    RegistrationResponse,
)

from hearthline.identity.passkeys.party import ALGORITHMS, server

Read = TypeVar("Read")
_MOST_ID = 1023
"""Bytes of a credential's id, by the standard."""
_MOST_DEPTH = 8
_MOST_TEXT = 20_000
_WHAT_READING_RAISES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class UnreadableAnswer(Exception):
    """An answer that isn't one, or that doesn't prove what it says."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey that a device has made. `credential` is JSON that allauth can read again."""

    credential_id: bytes
    sign_count: int
    is_synced: bool
    credential: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A signature by a passkey, not verified yet. `user_handle` says whose it claims to be."""

    credential_id: bytes
    user_handle: bytes | None
    sign_count: int
    response: AuthenticationResponse


def read_new_key(credential: object, *, challenge: bytes) -> NewKey:
    """Verify that a device made a passkey for this party, just now, for a verified person.

    Raises:
        UnreadableAnswer: it didn't.
    """
    response = understood_new(credential)
    data = _understood(lambda: _verify_new(response, challenge))
    key = data.credential_data
    if key is None or not 0 < len(key.credential_id) <= _MOST_ID:
        raise UnreadableAnswer("no key, or one with an endless id")
    if key.credential_id != response.raw_id or key.public_key.ALGORITHM not in ALGORITHMS:
        raise UnreadableAnswer("another key, or of a kind that wasn't asked for")
    return NewKey(
        credential_id=bytes(key.credential_id),
        sign_count=data.counter,
        is_synced=bool(data.flags & AuthenticatorData.FLAG.BE),
        credential=_kept(response, data),
    )


def understood_new(credential: object) -> RegistrationResponse:
    """Read what a device says of a new passkey, and verify nothing yet.

    Raises:
        UnreadableAnswer: it can't be read.
    """
    return _understood(lambda: RegistrationResponse.from_dict(_plain(credential)))


def read_answer(credential: object) -> Answer:
    """Read a signature, and verify nothing yet.

    Raises:
        UnreadableAnswer: it isn't one.
    """
    response = _understood(lambda: AuthenticationResponse.from_dict(_plain(credential)))
    return _understood(
        lambda: Answer(
            credential_id=bytes(response.raw_id),
            user_handle=response.response.user_handle,
            sign_count=response.response.authenticator_data.counter,
            response=response,
        )
    )


def verify(answer: Answer, *, challenge: bytes, key: AttestedCredentialData) -> None:
    """Hold an answer against a key and a challenge.

    Raises:
        UnreadableAnswer: it is for another challenge, site or key, or nobody was verified.
    """
    if answer.response.response.client_data.cross_origin:
        raise UnreadableAnswer("asked from within another site's page")
    _understood(lambda: server().authenticate_complete(_state(challenge), [key], answer.response))


def key_of(credential: dict[str, Any]) -> AttestedCredentialData:
    """The key of a passkey as it is kept."""
    data = RegistrationResponse.from_dict(credential).response.attestation_object.auth_data
    if data.credential_data is None:
        raise UnreadableAnswer("nothing is kept of this key")
    return data.credential_data


def _verify_new(response: RegistrationResponse, challenge: bytes) -> AuthenticatorData:
    if response.response.client_data.cross_origin:
        raise ValueError("asked from within another site's page")
    return server().register_complete(_state(challenge), response)


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": "required"}


def _kept(response: RegistrationResponse, data: AuthenticatorData) -> dict[str, Any]:
    """Made anew from what was understood: nothing that a browser sent along is kept with it."""
    statement = AttestationObject.create("none", data, {})
    return {
        "id": response.id,
        "rawId": response.id,
        "type": "public-key",
        "response": {
            "clientDataJSON": response.response.client_data.b64,
            "attestationObject": websafe_encode(statement),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def _plain(credential: object) -> dict[str, Any]:
    """Only an object of a few short texts goes into the reading."""
    if not isinstance(credential, dict) or not _is_small(credential, _MOST_DEPTH):
        raise UnreadableAnswer("not an object, or a large one")
    return credential


def _is_small(value: object, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, dict):
        return all(_is_small(part, depth - 1) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(_is_small(part, depth - 1) for part in value)
    return not isinstance(value, str) or len(value) <= _MOST_TEXT


def _understood(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except _WHAT_READING_RAISES as error:
        raise UnreadableAnswer(str(error)) from error
