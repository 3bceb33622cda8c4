"""The party that passkeys are for: pinned to `SITE_URL`, whatever a request's headers say."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from fido2.cose import ES256, RS256, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import PublicKeyCredentialRpEntity

ALGORITHMS = (ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM)
"""Kinds of keys that are taken, the most wanted first."""


def party() -> dict[str, str]:
    """The party's id (a host name) and its name as devices show it."""
    return {"id": _site().hostname or "localhost", "name": settings.PROVIDER_NAME}


def is_our_origin(origin: object) -> bool:
    """Whether a page of exactly this site, or an app of the provider's, asked the device."""
    site = _site()
    ours = {f"{site.scheme}://{site.netloc}".lower(), *settings.PASSKEY_APP_ORIGINS}
    return isinstance(origin, str) and origin in ours


def server() -> Fido2Server:
    """Verifies answers for this party and these origins."""
    return Fido2Server(PublicKeyCredentialRpEntity(**party()), verify_origin=is_our_origin)


def _site() -> SplitResult:
    return urlsplit(settings.SITE_URL)
