"""Typst: from what a statement says to a PDF.

The content goes in as data (`sys.inputs`), never as part of the document's own text, so nothing in
a name or a description is ever taken for an instruction. Only the fonts that come with typst are
used: every machine makes the same bytes.
"""

import json
import threading
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst

from hearthline.billing.statement.packing import packed

TEMPLATE = Path(__file__).with_name("statement.typ")
_PROBE = Path(__file__).with_name("probe.typ")
_SURE = "\u0020", "\u017f"
"""Basic Latin until Latin Extended-A: the fonts have all of it but the controls."""
_INSTEAD = "?"
_own = threading.local()


def typeset(content: str, *, issued_date: date) -> bytes:
    """A PDF/UA-1 of a statement's content, given as JSON.

    Characters that the fonts don't have become question marks: PDF/UA allows no empty boxes.
    """
    at = datetime.combine(issued_date, time(12), tzinfo=UTC)
    return packed(_compile(TEMPLATE, json.dumps(_shown(json.loads(content))), at))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(map(_char_shown, unicodedata.normalize("NFC", value)))
    if isinstance(value, list):
        return [_shown(part) for part in value]
    if isinstance(value, dict):
        return {name: _shown(part) for name, part in value.items()}
    return value


def _char_shown(char: str) -> str:
    if char == "\n" or (_SURE[0] <= char <= _SURE[1] and not "\x7f" <= char <= "\xa0"):
        return char
    return char if _has_glyph(char) else _INSTEAD


@lru_cache(maxsize=4096)
def _has_glyph(char: str) -> bool:
    """Whether the fonts can show a character: found by trying, a millisecond once each."""
    if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"}:
        return False
    try:
        _compile(_PROBE, json.dumps({"text": char}), datetime(2026, 1, 1, tzinfo=UTC))
    except typst.TypstError:
        return False
    return True


def _compile(source: Path, content: str, at: datetime) -> bytes:
    made = _compiler(source).compile(
        format="pdf", pdf_standards="ua-1", sys_inputs={"content": content}, timestamp=at
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made something else than one PDF")
    return made


def _compiler(source: Path) -> typst.Compiler:
    """One for each thread and source: a compiler serves one at a time."""
    found: dict[Path, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if source not in found:
        found[source] = typst.Compiler(
            source, root=source.parent, font_paths=_fonts(), ignore_system_fonts=True
        )
    return found[source]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
