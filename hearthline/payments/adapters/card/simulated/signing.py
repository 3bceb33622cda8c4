"""How the two companies prove who speaks: HMAC-SHA256 over purpose, time and content."""

import hashlib
import hmac

TOLERANCE_S = 300
"""How old or how far ahead a signature may be."""

TIME_HEADER = "gateway-timestamp"
SIGNATURE_HEADER = "gateway-signature"


def sign(secret: str, purpose: str, timestamp: int, content: bytes) -> str:
    """The signature of some content. `purpose` keeps a request's from passing for a webhook's."""
    signed = f"{purpose}\n{timestamp}\n".encode() + content
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed_headers(secret: str, purpose: str, timestamp: float, content: bytes) -> dict[str, str]:
    """The two headers that go with some content."""
    second = int(timestamp)
    return {TIME_HEADER: str(second), SIGNATURE_HEADER: sign(secret, purpose, second, content)}


def is_signed(
    secret: str, purpose: str, headers: dict[str, str], content: bytes, now: float
) -> bool:
    """Whether the headers carry a fresh signature of this content."""
    stated = headers.get(TIME_HEADER, "")
    if not (secret and stated.isascii() and stated.isdigit() and len(stated) <= 12):  # noqa: PLR2004 - 12 digits of seconds reach past the year 30000
        return False
    timestamp = int(stated)
    expected = sign(secret, purpose, timestamp, content)
    same = hmac.compare_digest(expected.encode(), headers.get(SIGNATURE_HEADER, "").encode())
    return same and abs(now - timestamp) <= TOLERANCE_S
