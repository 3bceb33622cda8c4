"""What a bill is, in words: a bill, the final one, a credit note, a corrected bill."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.design.formats import day_text

KINDS = {
    "regular": gettext_lazy("Bill"),
    "final": gettext_lazy("Final bill"),
    "credit_note": gettext_lazy("Credit note"),
    "rebill": gettext_lazy("Corrected bill"),
}
"""For each `Bill.Kind` its name."""

_NAMES = {
    "regular": gettext_lazy("Bill %(number)s"),
    "final": gettext_lazy("Final bill %(number)s"),
    "credit_note": gettext_lazy("Credit note %(number)s"),
    "rebill": gettext_lazy("Corrected bill %(number)s"),
}
_HEADINGS = {
    "regular": gettext_lazy("Bill of %(day)s"),
    "final": gettext_lazy("Final bill of %(day)s"),
    "credit_note": gettext_lazy("Credit note of %(day)s"),
    "rebill": gettext_lazy("Corrected bill of %(day)s"),
}


def bill_name(*, kind: str, number: str, corrects: str = "") -> str:
    """`Credit note 010000048 for bill 010000030`."""
    name = str(_NAMES[kind]) % {"number": number}
    if not corrects:
        return name
    words = {"name": name, "number": corrects}
    if kind == "credit_note":
        return _("%(name)s for bill %(number)s") % words
    return _("%(name)s, replaces bill %(number)s") % words


def bill_heading(*, kind: str, issued_date: date) -> str:
    """`Credit note of March 3, 2026`."""
    return str(_HEADINGS[kind]) % {"day": day_text(issued_date)}


def bill_remarks(*, kind: str, corrects: str, credit_note: str, rebill: str) -> list[str]:
    """What there is to say beside a bill's number, the best of it nothing.

    `corrects` is the bill it takes back or replaces; `credit_note` and `rebill` did that to it.
    """
    said = []
    if kind == "credit_note":
        said.append(_("Credit note for bill %(number)s") % {"number": corrects})
    elif kind == "rebill":
        said.append(_("Corrected bill, replaces bill %(number)s") % {"number": corrects})
    elif kind == "final":
        said.append(str(KINDS[kind]))
    if rebill:
        said.append(_("Replaced by bill %(number)s") % {"number": rebill})
    elif credit_note:
        said.append(_("Taken back by credit note %(number)s") % {"number": credit_note})
    return said
