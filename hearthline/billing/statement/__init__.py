"""A bill as PDF: the page's facts on paper, tagged so that a screen reader can read them aloud.

What it says comes from the same queries and the same words as the page (`content`), is typeset by
typst (`typesetting`) and kept for the next time somebody asks (`shelf`). It says how the account
stood when the bill was issued, and nothing that changes later.
"""

import hashlib
import json
import re
from importlib.metadata import version

from django.utils import translation
from django.utils.translation import pgettext

from hearthline.billing.statement.content import content_of
from hearthline.billing.statement.shelf import kept
from hearthline.billing.statement.typesetting import TEMPLATE, typeset


def statement_of(*, account_id: int, number: str, language: str) -> bytes | None:
    """A bill of an account as PDF, or None: other accounts' bills aren't found.

    The same content gives the same bytes, on whichever machine and day. It is kept under a digest
    of all that it says, so that an imported bill which a later import corrects is made anew.

    Args:
        account_id: whose bill.
        number: the bill's.
        language: one of settings.LANGUAGES.
    """
    with translation.override(language):
        content = content_of(account_id=account_id, number=number)
    if content is None:
        return None
    said = json.dumps(content.as_json, ensure_ascii=False, sort_keys=True)
    made_of = "\n".join([version("typst"), TEMPLATE.read_text(encoding="utf-8"), said])
    digest = hashlib.sha256(made_of.encode()).hexdigest()
    return kept(digest, lambda: typeset(said, issued_date=content.issued_date))


def file_name(number: str, ending: str) -> str:
    """What to call a file about a bill, in the language that is active: `bill-010002337.pdf`."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", number).strip("-")
    word = pgettext("file name", "bill")
    return f"{word}-{plain}.{ending}"
