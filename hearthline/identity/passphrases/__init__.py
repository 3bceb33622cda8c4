"""Passphrases to suggest: words at random, one list of plain words for each language.

Spanish ones are chosen so that they need no accents, which not every keyboard has.
"""

import math
import secrets
from functools import cache
from pathlib import Path

from django.conf import settings

WORDS = 5
FEWEST_IN_A_LIST = 2048
"""Eleven bits a word, so 55 bits in all: a thousand billion guesses leave one chance in 36,000."""
_FOLDER = Path(__file__).parent


@cache
def words_of(language: str) -> tuple[str, ...]:
    """The list of a language; English where there is none."""
    path = _FOLDER / f"{language}.txt"
    if language not in dict(settings.LANGUAGES) or not path.exists():
        path = _FOLDER / "en.txt"
    return tuple(path.read_text(encoding="utf-8").split())


def suggest_passphrase(language: str) -> str:
    """A passphrase that nobody has seen before, such as `walnut-river-copper-stamp-violin`.

    Never put it into an address or a log.
    """
    words = words_of(language)
    return "-".join(secrets.choice(words) for _ in range(WORDS))


def bits_of(language: str) -> float:
    """How hard a suggestion is to guess for who knows the list."""
    return WORDS * math.log2(len(words_of(language)))
