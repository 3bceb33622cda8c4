"""What a browser is asked to do, and the state that its answer is held against.

Every passkey can be found by the device itself (discoverable), so no list of keys is ever sent,
and the question is the same for everybody. The person is always verified, by the device.
"""

import base64
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from hearthline.identity.passkeys.party import ALGORITHMS, party

LIFETIME = timedelta(minutes=10)
"""How long a question may be answered."""
_TIMEOUT_MS = 5 * 60 * 1000
State = Mapping[str, Any]


def ask_to_add(
    *, user_handle: bytes, username: str, name: str, known: Iterable[bytes], now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a browser needs to make a passkey.

    Args:
        user_handle: what the passkey keeps of its person, and says at sign-in.
        username: shown when a passkey is chosen.
        name: the person's, shown as well.
        known: ids of the person's passkeys; a device that has one makes no second.
        now: when.

    Returns:
        The options for `navigator.credentials.create`, as JSON, and the state to keep.
    """
    state = _new_state(now)
    options = {
        "rp": party(),
        "user": {"id": _text(user_handle), "name": username, "displayName": name},
        "challenge": state["challenge"],
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "timeout": _TIMEOUT_MS,
        "excludeCredentials": [{"type": "public-key", "id": _text(key)} for key in known],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
        "extensions": {"credProps": True},
    }
    return {"publicKey": options}, state


def ask_to_use(*, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a browser needs to answer with any passkey of this site; the same for everybody.

    Returns:
        The options for `navigator.credentials.get`, as JSON, and the state to keep.
    """
    state = _new_state(now)
    options = {
        "challenge": state["challenge"],
        "timeout": _TIMEOUT_MS,
        "rpId": party()["id"],
        "allowCredentials": [],
        "userVerification": "required",
    }
    return {"publicKey": options}, state


def challenge_of(state: State | None, *, now: datetime) -> bytes | None:
    """The challenge that an answer must contain; None where none was made, or too long ago."""
    if not state:
        return None
    try:
        at = datetime.fromisoformat(state["at"])
        challenge = _bytes(state["challenge"])
    except (KeyError, TypeError, ValueError):
        return None
    return challenge if at <= now < at + LIFETIME else None


def _new_state(now: datetime) -> dict[str, Any]:
    """Readable by allauth, too, which keeps one like it in the session."""
    return {
        "challenge": _text(secrets.token_bytes(32)),
        "user_verification": "required",
        "at": now.isoformat(),
    }


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
