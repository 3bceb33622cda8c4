"""A bill as PDF: the page's facts on paper, tagged so that a screen reader can read them aloud.

What it says comes from the same queries and the same words as the page (`content`), is typeset by
typst (`typesetting`) and kept for the next time somebody asks (`shelf`); those of a whole bill run
can be made ahead (`operations.statements`). It says how the account stood when the bill was issued,
and nothing that changes later.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from django.utils import translation
from django.utils.translation import pgettext

from hearthline.billing.statement.content import content_of
from hearthline.billing.statement.shelf import kept, place_ahead, put_ahead
from hearthline.billing.statement.typesetting import TEMPLATE, typeset


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a statement says, what that is kept under, and where its run would have put it."""

    said: str
    issued_date: date
    digest: str
    ahead: Path

    def make(self) -> bytes:
        return typeset(self.said, issued_date=self.issued_date)


def statement_of(*, account_id: int, number: str, language: str) -> bytes | None:
    """A bill of an account as PDF, or None: other accounts' bills aren't found.

    The same content gives the same bytes, on whichever machine and day. It is kept under a digest
    of all that it says, so that an imported bill which a later import corrects is made anew.

    Args:
        account_id: whose bill.
        number: the bill's.
        language: one of settings.LANGUAGES.
    """
    asked = _asked(account_id, number, language)
    return None if asked is None else kept(asked.digest, asked.make, asked.ahead)


def make_ahead(*, account_id: int, number: str, language: str) -> bool:
    """Make a bill's PDF for whoever asks later, unless it is there; whether it was made now.

    Raises:
        OSError: it can't be kept.
    """
    asked = _asked(account_id, number, language)
    return asked is not None and put_ahead(asked.ahead, asked.make)


def _asked(account_id: int, number: str, language: str) -> _Asked | None:
    with translation.override(language):
        content = content_of(account_id=account_id, number=number)
    if content is None:
        return None
    said = json.dumps(content.as_json, ensure_ascii=False, sort_keys=True)
    made_of = "\n".join([version("typst"), TEMPLATE.read_text(encoding="utf-8"), said])
    digest = hashlib.sha256(made_of.encode()).hexdigest()
    name = f"{_plain(number)}-{language}"
    return _Asked(said, content.issued_date, digest, place_ahead(content.issued_date, digest, name))


def file_name(number: str, ending: str) -> str:
    """What to call a file about a bill, in the language that is active: `bill-010002337.pdf`."""
    word = pgettext("file name", "bill")
    return f"{word}-{_plain(number)}.{ending}"


def _plain(number: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")
