"""A passkey authenticator in software: makes keys and signs, rightly or in any way asked for."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
)

ORIGIN = "http://testserver"
FLAG = AuthenticatorData.FLAG


@dataclass
class Authenticator:
    """One device with one passkey. `count` is its signature counter; `steps` how it grows."""

    count: int = 1
    steps: int = 1
    rp_id: str = "testserver"
    origin: str = ORIGIN
    flags: int = FLAG.UP | FLAG.UV
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user_handle: bytes = b""

    def create(self, options: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        key = options["publicKey"]
        self.user_handle = websafe_decode(key["user"]["id"])
        data = self._data(
            AttestedCredentialData.create(
                Aaguid.NONE, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
            )
        )
        client = self._client("webauthn.create", key["challenge"], more)
        attestation = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "attestationObject": websafe_encode(attestation),
            }
        )

    def get(self, options: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        self.count += self.steps
        data = self._data()
        client = self._client("webauthn.get", options["publicKey"]["challenge"], more)
        signature = self.key.sign(bytes(data) + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
                "userHandle": websafe_encode(self.user_handle),
            }
        )

    def _data(self, credential: Any = None) -> AuthenticatorData:
        flags = self.flags | (FLAG.AT if credential else 0)
        rp_hash = sha256(self.rp_id.encode()).digest()
        made: AuthenticatorData = AuthenticatorData.create(
            rp_hash, FLAG(flags), self.count, credential or b""
        )
        return made

    def _client(self, kind: str, challenge: str, more: dict[str, Any]) -> bytes:
        said = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said | more).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        text = websafe_encode(self.credential_id)
        return {"id": text, "rawId": text, "type": "public-key", "response": response}


def add(client: Any, device: Authenticator | None = None) -> Authenticator:
    """Add a passkey to whoever is signed in, as their browser does."""
    device = device or Authenticator()
    options = client.get("/security/passkeys/add/").json()
    answer = client.post(
        "/security/passkeys/add/", {"credential": json.dumps(device.create(options))}
    )
    # With the first second factor the answer shows recovery codes.
    assert answer.status_code in {200, 302}
    return device


def sign_in_by(client: Any, device: Authenticator, **more: Any) -> Any:
    """Sign in with it, as a browser does."""
    options = client.get("/sign-in/passkey/").json()
    return client.post("/sign-in/passkey/", {"credential": json.dumps(device.get(options)), **more})
