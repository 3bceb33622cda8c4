"""Finding articles: by whole words, by their stems, by how a word begins, and past a slip."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from hearthline.care.markdown import plain_text
from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parent / "sql"
MOST = 20
_LONGEST = 120
_MOST_WORDS = 8
_AROUND = 70
"""Letters of an excerpt before and after the word that was found."""
_SLIP_FROM = 4
"""Letters from which on a word that nowhere occurs is taken for a slip."""
_WORD = re.compile(r"[^\W_]+")
_CONFIGURATIONS = {"es": "pg_catalog.spanish"}
_FILLERS = frozenset(
    (  # noqa: SIM905 - a list of words reads best as words
        "a an and are at can cannot cant do does don dont for from get have how i in is it me my "
        "not of on or s t that the there this to what when where why with won you your "
        "al como con cual de del donde el en es esta la las lo los me mi mis no o para pero por "
        "que se si su sus un una y ya yo"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `is_found` where it is what somebody looked for."""

    text: str
    is_found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, its title and an excerpt in pieces."""

    slug: str
    topic: str
    language: str
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. `instead`: the words looked for instead of mistyped ones, or empty."""

    hits: tuple[Hit, ...]
    instead: str = ""


def search_articles(*, text: str, language: str) -> Found:
    """Published articles that have all the words of a text, best first.

    Case and accents don't matter; the last letters of a word may be missing. Where nothing is
    found, words that occur nowhere are taken for the nearest ones that do.
    """
    words = _words(text)
    hits = _find(words, language)
    if hits or not words:
        return Found(hits)
    better = _without_slips(words, language)
    if better == words:
        return Found(())
    return Found(_find(better, language), instead=" ".join(better))


def folded(text: str) -> str:
    """Small letters without accents, each in its place: as long as the text was."""
    small = (unicodedata.normalize("NFD", letter)[0].lower() for letter in text)
    return "".join(letter if len(letter) == 1 else "?" for letter in small)


def _words(text: str) -> list[str]:
    plain = folded(unicodedata.normalize("NFC", text[:_LONGEST]))
    plain = plain.replace("wi-fi", "wifi").replace("e-mail", "email")
    plain = plain.replace("'", "").replace("\u2019", "")
    words = list(dict.fromkeys(_WORD.findall(plain)))[:_MOST_WORDS]
    return [word for word in words if word not in _FILLERS] or words


def _find(words: list[str], language: str) -> tuple[Hit, ...]:
    if not words:
        return ()
    stems = {word: _stem(word, language) for word in words}
    # Words are letters and digits only, so that nothing in them means anything to the parser.
    query = " & ".join(
        f"({word}:*{f' | {stem}' if stem and stem != word else ''})" for word, stem in stems.items()
    )
    rows = run(_SQL / "search_articles.sql", {"query": query, "language": language, "most": MOST})
    looked_for = tuple({*words, *filter(None, stems.values())})
    return tuple(
        Hit(
            slug=row["slug"],
            topic=row["topic"],
            language=row["language"],
            title=_marked(row["title"], looked_for),
            excerpt=_excerpt(row["summary"], plain_text(row["body"]), looked_for),
        )
        for row in rows
    )


def _stem(word: str, language: str) -> str:
    configuration = _CONFIGURATIONS.get(language, "pg_catalog.english")
    found = select(
        "SELECT (tsvector_to_array(to_tsvector(%(configuration)s::regconfig, %(word)s)))[1]"
        " AS stem",
        {"configuration": configuration, "word": word},
    )
    stem = found[0]["stem"] or ""
    return stem if _WORD.fullmatch(stem) else ""


def _without_slips(words: list[str], language: str) -> list[str]:
    known = [row["word"] for row in run(_SQL / "find_words.sql", {"language": language})]
    whole = frozenset(known)

    def better(word: str) -> str:
        if word in whole or len(word) < _SLIP_FROM:
            return word
        return next(iter(get_close_matches(word, known, n=1, cutoff=0.75)), word)

    return [better(word) for word in words]


# -- What is shown of an article -------------------------------------------------------------------
def _excerpt(summary: str, body: str, looked_for: tuple[str, ...]) -> tuple[Piece, ...]:
    """The summary where it has a word, else what stands around the first one in the text."""
    if any(piece.is_found for piece in _marked(summary, looked_for)):
        return _marked(summary, looked_for)
    first = next((word for word in _WORD.finditer(body) if _is_one(word, looked_for)), None)
    if first is None:
        return (Piece(summary, is_found=False),)
    begin, end = max(0, first.start() - _AROUND), min(len(body), first.end() + _AROUND)
    part = body[begin:end]
    if begin:
        part = "… " + part.partition(" ")[2]
    if end < len(body):
        part = part.rpartition(" ")[0] + " …"
    return _marked(part, looked_for)


def _marked(text: str, looked_for: tuple[str, ...]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for word in _WORD.finditer(text):
        if _is_one(word, looked_for):
            pieces += [Piece(text[at : word.start()], False), Piece(word[0], True)]
            at = word.end()
    pieces.append(Piece(text[at:], False))
    return tuple(piece for piece in pieces if piece.text)


def _is_one(word: "re.Match[str]", looked_for: tuple[str, ...]) -> bool:
    return folded(word[0]).startswith(looked_for)
