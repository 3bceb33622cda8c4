"""Staff look for an account by its number, a name, an email address, a phone or a place."""

import re
from dataclasses import dataclass
from pathlib import Path

from hearthline.kernel import sql

_SQL = Path(__file__).parent / "sql"
MOST = 200
"""More accounts than this nobody reads through: another word is asked for instead."""
_LONGEST = 120
_MOST_WORDS = 8
_SHORTEST = 2
_WHOLE_WORD = 3
"""Letters from which on a word is found anywhere; a shorter one where a word begins."""
_ENOUGH = 2000
"""Candidates by a single word; nearly all of them have it whole, and `MOST` are shown."""
_SEPARATORS = re.compile(r"[\s().\-/+]+")


@dataclass(frozen=True, slots=True)
class AccountMatch:
    """An account found. `is_exact`: its number, email address or phone is just what was typed."""

    id: int
    number: str
    name: str
    status: str
    currency: str
    street: str
    city: str
    region: str
    postal_code: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Matches:
    """What a search found: exact matches first, then names that begin so, then by name.

    `has_more`: there are others beyond these `MOST`. `too_short`: there was nothing to look for.
    """

    accounts: list[AccountMatch]
    has_more: bool = False
    too_short: bool = False

    @property
    def only_exact(self) -> AccountMatch | None:
        """The one account that is exactly what was typed, if there is just one."""
        exact = [match for match in self.accounts if match.is_exact]
        return exact[0] if len(exact) == 1 else None


def find_accounts(*, text: str) -> Matches:
    """Accounts in which every word of the text occurs, whatever its case and accents.

    Spaces, dashes and brackets inside a number or phone don't matter. Text beyond 120 characters
    or eight words is not looked at; nor is a single letter. One query, two at most.
    """
    whole = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]
    compact = _SEPARATORS.sub("", whole)
    words = _needles(whole.split())
    if not words:
        return Matches([], too_short=True)
    matches = _find(whole, compact, words)
    if matches.accounts or not any(character.isdigit() for character in whole):
        return matches
    # A phone among other words, with its dashes: "555-0101 archer".
    bare = _needles([_SEPARATORS.sub("", word) for word in whole.split()])
    return matches if bare == words else _find(whole, compact, bare)


def _needles(words: list[str]) -> list[str]:
    """The words to look for; one too short to be found inside another leads with a space."""
    long_enough = list(dict.fromkeys(word.lower() for word in words if len(word) >= _SHORTEST))
    return [word if len(word) >= _WHOLE_WORD else f" {word}" for word in long_enough[:_MOST_WORDS]]


def _may_be_number(compact: str) -> bool:
    return len(compact) >= _WHOLE_WORD and any(character.isdigit() for character in compact)


def _may_be_phone(compact: str) -> bool:
    return len(compact) >= _WHOLE_WORD and compact.isascii() and compact.isdigit()


def _find(whole: str, compact: str, words: list[str]) -> Matches:
    # Words that would bring half of all accounts are looked for in what the others brought.
    keys = [word for word in words if not word.startswith(" ")] or words
    found = sql.run(
        _SQL / "find_accounts.sql",
        {
            "whole": whole,
            "email": whole if "@" in whole else "",
            "compact": compact if _may_be_number(compact) else "",
            "phone": compact if _may_be_phone(compact) else "",
            "words": words,
            "keys": keys,
            "enough": _ENOUGH if len(keys) == 1 else None,
            "bound": MOST + 1,
        },
    )
    accounts = [AccountMatch(**row) for row in found[:MOST]]
    return Matches(accounts, has_more=len(found) > MOST)
