"""A short code on everything we send, by which its person can ask us whether it is ours.

Kept with each message and never made from anything, so nobody can work one out. It says nothing
by itself: a page shows a message for its code only to the person it was sent to.
"""

import base64
import secrets

# Crockford's base 32: no I, L, O or U, so that a code can be typed from paper or a voice.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FROM_BASE32 = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 8
"""Characters of five bits each: 40 bits."""
_BYTES = 5
_GROUP = 4
PLACE = "[[message-code]]"
"""Stands in a text until it is known whose it is: many share one wording, each has its own code."""


def new_codes(amount: int) -> list[str]:
    """As many codes as there are messages to be, each uniformly random."""
    text = base64.b32encode(secrets.token_bytes(_BYTES * amount)).decode().translate(_FROM_BASE32)
    return [text[at : at + LENGTH] for at in range(0, LENGTH * amount, LENGTH)]


def code_text(code: str) -> str:
    """A code as people read it, `K7QM-4XD2`."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def read_code(text: str) -> str:
    """A typed code as it is kept, or nothing if it can't be one.

    Spaces, dashes and small letters don't matter, and what is often misread is put right.
    """
    letters = "".join(letter for letter in text.upper() if letter.isalnum()).translate(_MISREAD)
    return letters if len(letters) == LENGTH and set(letters) <= set(_ALPHABET) else ""


def fill_in(text: str, code: str) -> str:
    """A text with its own message's code in its place."""
    return text.replace(PLACE, code_text(code))
