"""Secrets that we must be able to read again, unreadable in the database and its backups.

The key comes from SECRET_KEY, which the database doesn't hold. After that was changed, what was
sealed with an older one opens as long as the older one stands in SECRET_KEY_FALLBACKS.
"""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PURPOSE = b"hearthline.identity.sealing"


class UnableToUnseal(Exception):
    """No key that we have opens it."""


def seal(text: str) -> str:
    """Encrypt and authenticate a short text."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed.

    Raises:
        UnableToUnseal: it was changed, or sealed with a key that is gone.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise UnableToUnseal from error


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """A key for this purpose only: SECRET_KEY is long and random, so one HMAC is enough."""
    return base64.urlsafe_b64encode(hmac.new(key.encode(), _PURPOSE, hashlib.sha256).digest())
