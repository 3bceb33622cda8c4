"""Passwords that others would try first, however long they are."""

import re
import string
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hearthline.identity.breached import is_breached

_FEWEST_DIFFERENT = 5
_FEWEST_LEFT = 8
_RUNS = (
    string.ascii_lowercase,
    string.digits * 2,
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
_WORDS = ("password", "passwort", "contraseña", "hearthline", "welcome", "letmein", "iloveyou")
_SHORTEST_RUN = 4
_SHORTEST_WORD = 3
_OF_A_NUMBER = (10, 7)
# What people write for a letter; i and l are one, since 1 and ! stand for either.
_LEET = str.maketrans("013457@$!i", "oleastasll")


class BreachedValidator:
    """Refuse what others know already (`identity.breached`)."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        if is_breached(password):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        return _(
            "Others know this password: it is in a list of stolen ones. Choose another, here and"
            " wherever else you use it."
        )


class EasyToGuessValidator:
    """Refuse what is nothing but repetition, runs of keys and the words everybody tries.

    NIST SP 800-63B asks for a list of common passwords; lists hold few of 15 characters and more,
    which are common ones said twice or padded with 123456.
    """

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's signature
        if len(set(password)) < _FEWEST_DIFFERENT or _left(password, ()) < _FEWEST_LEFT:
            raise ValidationError(self.get_help_text(), code="password_easy_to_guess")

    def get_help_text(self) -> str:
        return _("This password is easy to guess. Use a few words that don't belong together.")


def is_mostly_own(password: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password without what others may know of the person.

    Names, addresses and numbers count forwards and backwards and with 3 for e and the like. One of
    them among many other words does no harm.
    """
    parts = _parts(words)
    return bool(parts) and _left(password, parts) < _FEWEST_LEFT


def _parts(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they are and piece by piece: `Alice Archer`, `alice.archer`, `217 555 0101`."""
    found: set[str] = set()
    for word in words:
        digits = re.sub(r"\D", "", word)
        pieces = {word, *re.split(r"[\W_]+", word)}
        # A phone number with its area code, and as neighbors say it.
        pieces |= {digits[-most:] for most in _OF_A_NUMBER if len(digits) >= most}
        found |= {piece for piece in map(_folded, pieces) if len(piece) >= _SHORTEST_WORD}
    return tuple(found)


def _left(password: str, parts: tuple[str, ...]) -> int:
    """How much is left without known words and runs of keys; what is there twice counts once."""
    names = re.findall(r"\w{4,}", settings.PROVIDER_NAME)
    known = {_folded(word) for word in (*_WORDS, *names)} | _runs()
    backwards = {part[::-1] for part in parts}
    text = _without(_folded(password), known.union(parts, backwards))
    # "abcxabcxabcx" is one "abcx".
    repeated = re.fullmatch(r"(.+?)\1+", text)
    signs = {sign for sign in password.translate(_LEET) if not sign.isalnum() and sign != "_"}
    return len(repeated.group(1) if repeated else text) + len(signs)


def _without(text: str, words: Iterable[str]) -> str:
    """The letters that belong to none of these words, which may overlap."""
    is_known = [False] * len(text)
    for word in words:
        at = text.find(word)
        while at >= 0:
            is_known[at : at + len(word)] = [True] * len(word)
            at = text.find(word, at + 1)
    return "".join(letter for letter, known in zip(text, is_known, strict=True) if not known)


@cache
def _runs() -> frozenset[str]:
    """Keys beside each other, either way, by fours: longer runs consist of them."""
    found = set()
    for run in map(_folded, _RUNS):
        for keys in (run, run[::-1]):
            found |= {keys[at : at + _SHORTEST_RUN] for at in range(len(keys) - _SHORTEST_RUN + 1)}
    return frozenset(found)


def _folded(text: str) -> str:
    """Letters and digits alone, without case, accents and what people write for a letter."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LEET)
    return re.sub(r"[\W_]+", "", plain)
