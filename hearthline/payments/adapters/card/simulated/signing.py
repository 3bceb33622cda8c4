"""The headers in which the two companies prove who speaks."""

from hearthline.kernel.signing import is_fresh_signature, sign

TIME_HEADER = "gateway-timestamp"
SIGNATURE_HEADER = "gateway-signature"


def signed_headers(secret: str, purpose: str, timestamp: float, content: bytes) -> dict[str, str]:
    """The two headers that go with some content."""
    second = int(timestamp)
    return {TIME_HEADER: str(second), SIGNATURE_HEADER: sign(secret, purpose, second, content)}


def is_signed(
    secret: str, purpose: str, headers: dict[str, str], content: bytes, now: float
) -> bool:
    """Whether the headers carry a fresh signature of this content."""
    return is_fresh_signature(
        secret=secret,
        purpose=purpose,
        stated_time=headers.get(TIME_HEADER, ""),
        signature=headers.get(SIGNATURE_HEADER, ""),
        content=content,
        now=now,
    )
