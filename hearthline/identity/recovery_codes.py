"""Recovery codes: how they look, how they are read, how they are kept.

Ten characters out of 32 are 50 bits. Nobody guesses that on a page, but who took the database
could try them all against a fast hash. So they are kept as passwords are (argon2id, ASVS 6.5.2),
with one random salt for the ten of a person: a try then costs one verification, not ten.
"""

import secrets

from django.utils.crypto import get_random_string

from hearthline.identity.hashers import Argon2id

AMOUNT = 10
LENGTH = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: what looks alike is there once, and read either way."""
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_codes() -> tuple[str, ...]:
    """Ten codes as people read them, `7Q4MD-2XHPA`."""
    codes: set[str] = set()
    while len(codes) < AMOUNT:
        text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        codes.add(f"{text[:5]}-{text[5:]}")
    return tuple(sorted(codes))


def new_salt() -> str:
    """A salt for the ten codes of a person: some 128 bits."""
    return get_random_string(22)


def hashed(code: str, *, salt: str) -> str:
    """What is kept of a code. Case, blanks, dashes and letters that look like digits don't matter.

    A text that can't be a code becomes one that fits none, at the same cost.
    """
    typed = "".join(filter(str.isalnum, code.upper())).translate(_LOOKS_LIKE)
    return Argon2id().encode(typed[: 2 * LENGTH], salt)


def salt_of(code_hash: str) -> str:
    """The salt with which a code was hashed."""
    return str(Argon2id().decode(code_hash)["salt"])
