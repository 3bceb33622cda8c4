"""Why staff look at an account: kept as a key and a few words, read in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

REASONS: dict[str, Promise] = {
    "called": gettext_lazy("The customer is on the phone or at the counter"),
    "ticket": gettext_lazy("A ticket"),
    "billing": gettext_lazy("A question about a bill or payment"),
    "fault": gettext_lazy("A fault"),
    "other": gettext_lazy("Something else"),
}
"""What staff choose from; `other` takes words of their own, `ticket` its number."""
WORK = "work"
"""A step of the work queue says so itself."""
MOST_WORDS = 160


@dataclass(frozen=True, slots=True)
class Reason:
    """One of `REASONS`, and its words: a ticket's number, a step's, or what somebody typed."""

    key: str
    words: str = ""

    @property
    def kept(self) -> str:
        """As the log of looks keeps it."""
        return f"{self.key}:{self.words}" if self.words else self.key


def reason_kept(text: str) -> Reason:
    """The reason that the log of looks kept."""
    key, _sep, words = text.partition(":")
    return Reason(key, words) if key in {*REASONS, WORK} else Reason("other", text)


def reason_text(kept: str) -> str:
    """Why somebody looked, for the subscriber to read; empty for looks from before reasons."""
    if not kept:
        return ""
    reason = reason_kept(kept)
    if reason.key == "ticket":
        return _("to work on your ticket %(number)s") % {"number": reason.words}
    if reason.key == "other":
        return reason.words
    return {
        "called": _("because you called or came by"),
        "billing": _("because of a question about a bill or payment"),
        "fault": _("because of a fault"),
        WORK: _("to finish a change to your services"),
    }[reason.key]
