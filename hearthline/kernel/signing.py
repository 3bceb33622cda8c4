"""How two systems that share a secret prove who speaks: HMAC-SHA256 over purpose, time, content."""

import hashlib
import hmac

TOLERANCE_S = 300
"""How old or how far ahead a signature may be."""


def sign(secret: str, purpose: str, timestamp: int, content: bytes) -> str:
    """The signature of some content. `purpose` keeps a request's from passing for a webhook's."""
    signed = f"{purpose}\n{timestamp}\n".encode() + content
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_fresh_signature(
    *, secret: str, purpose: str, stated_time: str, signature: str, content: bytes, now: float
) -> bool:
    """Whether a signature belongs to this content and was made just now.

    Args:
        secret: what both sides know; with an empty one nothing is ever signed.
        purpose: what the signature is for.
        stated_time: when it was made, in seconds since 1970, as it came in.
        signature: as it came in.
        content: what was signed.
        now: the receiver's clock, in seconds since 1970.
    """
    if not (secret and stated_time.isascii() and stated_time.isdigit() and len(stated_time) <= 12):  # noqa: PLR2004 - 12 digits of seconds reach past the year 30000
        return False
    timestamp = int(stated_time)
    expected = sign(secret, purpose, timestamp, content)
    same = hmac.compare_digest(expected.encode(), signature.encode())
    return same and abs(now - timestamp) <= TOLERANCE_S
