"""Second factors and passkeys as django-allauth has them, with our names and addresses."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from hearthline.identity.devices import device_name
from hearthline.identity.passkeys.party import party
from hearthline.identity.sealing import seal, unseal


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """What django-allauth's second factors ask us. Nothing follows the Host header."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(settings.PROVIDER_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The party that passkeys are for: the host of `SITE_URL`, whatever a request says."""
        return party()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, ARG002 - allauth's signature
        """The browser in words; `add_passkey` tells several of them apart."""
        return device_name(context.request.headers.get("User-Agent", ""))
