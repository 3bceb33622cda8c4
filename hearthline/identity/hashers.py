"""How passwords are kept."""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with OWASP's smallest recommended cost: about 22 ms and 19 MiB a verification.

    Hashes made with other parameters are made anew at the next sign-in (`must_update`).
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return str(super().encode(_normal(password), salt))

    def verify(self, password: str, encoded: str) -> bool:
        return bool(super().verify(_normal(password), encoded))


def _normal(password: str) -> str:
    """The same text whichever way a keyboard composes its accents (NIST SP 800-63B, NFKC)."""
    return unicodedata.normalize("NFKC", password)
