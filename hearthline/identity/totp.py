"""Codes of authenticator apps (RFC 6238): SHA-1, six digits, thirty seconds.

These are what every app can do; some can do nothing else.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from django.utils.crypto import constant_time_compare

DIGITS = 6
STEP_S = 30
TOLERANCE = 1
"""Steps by which a phone's clock may be wrong, either way."""


def new_secret() -> str:
    """160 random bits (RFC 4226 asks for as many), in base 32 as apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_at(moment: datetime) -> int:
    """The number of the thirty seconds in which a moment lies."""
    return int(moment.timestamp()) // STEP_S


def code_of(secret: str, step: int) -> str:
    """The code that an app with this secret shows during a step."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return str((number & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: str, code: str, *, after: int, now: datetime) -> int | None:
    """The step whose code this is, within the tolerance; None if it is none's.

    Args:
        secret: in base 32.
        code: as typed; blanks between the digits don't matter.
        after: the last step that was used; its code and older ones count no more.
        now: when.
    """
    typed = "".join(code.split())
    found = None
    for step in range(step_at(now) - TOLERANCE, step_at(now) + TOLERANCE + 1):
        # All three are compared, whichever fits.
        if constant_time_compare(typed, code_of(secret, step)) and step > after:
            found = step
    return found


def app_address(secret: str, *, issuer: str, name: str) -> str:
    """What the QR code says: an `otpauth:` address that apps take in."""
    label = quote(f"{issuer}:{name}", safe="")
    values = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{label}?{values}"


def in_groups(secret: str) -> str:
    """For who types it: groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
