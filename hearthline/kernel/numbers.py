"""Numbers that people read out: digits with a check digit, and tokens nobody can guess."""

import hashlib
import secrets

_DIHEDRAL = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
"""Damm's table (H. M. Damm, 2004): finds every single wrong digit and every swap of neighbours."""


def check_digit(digits: str) -> str:
    """Damm's check digit for a text of decimal digits."""
    interim = 0
    for digit in digits:
        interim = _DIHEDRAL[interim][int(digit)]
    return str(interim)


def with_check_digit(number: int, *, width: int = 8) -> str:
    """A number padded to `width` digits with its check digit behind it."""
    digits = f"{number:0{width}d}"
    return digits + check_digit(digits)


_SERIES = {"order": "3", "ticket": "5", "outage": "7"}


def number_in_series(series: str, number: int) -> str:
    """A number with a check digit whose first digit says what it numbers.

    So nobody who reads one out on the phone is asked whether it is an order's or a ticket's.

    Args:
        series: `order`, `ticket` or `outage`.
        number: seven digits; a longer one makes a longer number.
    """
    digits = f"{_SERIES[series]}{number:07d}"
    return digits + check_digit(digits)


def has_valid_check_digit(text: str) -> bool:
    """Whether the last digit of a text of digits is the check digit of those before it."""
    return text.isascii() and text.isdigit() and len(text) > 1 and check_digit(text) == "0"


def new_token() -> str:
    """An unguessable token for a link or cookie: 256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def new_code(digits: int = 8) -> str:
    """A one-time code that a person types: decimal digits, each uniformly random."""
    return "".join(secrets.choice("0123456789") for _ in range(digits))


def token_hash(token: str) -> bytes:
    """What is stored of a token with enough randomness of its own: SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()
