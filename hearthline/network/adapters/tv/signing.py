"""How we prove to the TV system that a request is ours, and how it can check that.

`Hearthline-Signature` is HMAC-SHA256, in hexadecimal, over the lines `tv`, the seconds of
`Hearthline-Timestamp`, method and address with its query, and then the body. `Hearthline-Key`
names the secret, so that it can be changed without a gap. A request is stale after five minutes.
"""

from hearthline.kernel.signing import is_fresh_signature, sign

_PURPOSE = "tv"


def _content(method: str, address: str, body: bytes) -> bytes:
    return f"{method} {address}\n".encode() + body


def signed_headers(
    *, key_id: str, secret: str, timestamp: float, method: str, address: str, body: bytes
) -> dict[str, str]:
    """The headers that go with a request; `address` is its path with the query."""
    second = int(timestamp)
    return {
        "Hearthline-Key": key_id,
        "Hearthline-Timestamp": str(second),
        "Hearthline-Signature": sign(secret, _PURPOSE, second, _content(method, address, body)),
    }


def is_signed(
    *,
    secrets: dict[str, str],
    headers: dict[str, str],
    method: str,
    address: str,
    body: bytes,
    now: float,
) -> bool:
    """Whether a request (header names in lower case) carries a fresh signature of a known key."""
    return is_fresh_signature(
        secret=secrets.get(headers.get("hearthline-key", ""), ""),
        purpose=_PURPOSE,
        stated_time=headers.get("hearthline-timestamp", ""),
        signature=headers.get("hearthline-signature", ""),
        content=_content(method, address, body),
        now=now,
    )
