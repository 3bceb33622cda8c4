"""Entries of the activity in plain words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.customers.queries import Entry
from hearthline.customers.reasons import reason_text
from hearthline.identity.events import EVENTS
from hearthline.identity.risk.words import reason_words
from hearthline.identity.sign_in_words import METHODS, outcome_words

_PAGES: dict[str, Promise] = {
    "account": gettext_lazy("The account's page"),
    "bill": gettext_lazy("Bill %(subject)s"),
    "payment": gettext_lazy("The page that records payments"),
    "registration_code": gettext_lazy("The page that issues registration codes"),
    "connection": gettext_lazy("The connection"),
    "diagnosis": gettext_lazy("A diagnosis"),
    "view_as": gettext_lazy("Your pages, as you see them"),
    "sign_ins": gettext_lazy("Sign-ins of the account's members"),
}
_SERIOUS = frozenset({"not_me", "passkey_cloned", "passkey_refused"})


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One entry in words.

    Attributes:
        state: of `ui_event`.
        notes: sentences that follow: how, why, by whom.
        not_me: where to say that it wasn't oneself; empty where that makes no sense.
    """

    at: datetime
    state: str
    words: str
    device: str
    place: str
    notes: tuple[str, ...]
    not_me: str = ""


def line_of(entry: Entry) -> ActivityLine:
    """An entry in the reader's language."""
    return {"sign_in": _sign_in, "event": _event, "look": _look}[entry.source](entry)


def _not_me(entry: Entry) -> str:
    return f"{reverse('not-me')}?since={int(entry.at.timestamp())}"


def _sign_in(entry: Entry) -> ActivityLine:
    state, words = outcome_words(entry.kind, entry.method)
    notes = [str(METHODS[entry.method])] if entry.method in METHODS else []
    if entry.reasons:
        told = " ".join(map(str, reason_words(entry.reasons)))
        notes.append(_("Unusual: %(reasons)s") % {"reasons": told})
        state = "warn" if state == "ok" else state
    # Whoever typed a wrong password didn't get in: there is nothing to shut.
    got_in = entry.kind in {"signed_in", "second_step"}
    return ActivityLine(
        entry.at,
        state,
        str(words),
        entry.device or _("A browser we don't know"),
        entry.place or entry.country,
        tuple(notes),
        _not_me(entry) if got_in else "",
    )


def _event(entry: Entry) -> ActivityLine:
    words = str(EVENTS.get(entry.kind, gettext_lazy("A change")))
    if entry.details and "%(" in words:
        words = words % _Known(entry.details)
    notes = []
    if entry.by_name:
        notes.append(_by(entry))
    if entry.details.get("ended"):
        notes.append(_("It was on: %(device)s") % {"device": entry.details["ended"]})
    if entry.kind == "sign_in_unblocked" and entry.details.get("reason"):
        notes.append(_("Why: %(reason)s") % {"reason": entry.details["reason"]})
    if entry.account_number:
        notes.append(_("Account %(number)s") % {"number": entry.account_number})
    state = "bad" if entry.kind in _SERIOUS else "info"
    is_own = not entry.by_name and entry.kind != "not_me"
    return ActivityLine(
        entry.at,
        state,
        words,
        entry.device,
        "",
        tuple(notes),
        _not_me(entry) if is_own else "",
    )


class _Known(dict[str, object]):
    """Details with a mark for what is missing, so that an old event stays readable."""

    def __missing__(self, key: str) -> str:
        return "?"


def _by(entry: Entry) -> str:
    if entry.by_staff:
        return _("By a member of our staff (%(name)s)") % {"name": entry.by_name}
    return _("By %(name)s") % {"name": entry.by_name}


def _look(entry: Entry) -> ActivityLine:
    page = str(_PAGES.get(entry.kind, gettext_lazy("A page about the account")))
    if "%(" in page:
        page = page % {"subject": entry.subject}
    reason = reason_text(entry.reason) or _("no reason was written down")
    notes = (
        page,
        _("Why: %(reason)s") % {"reason": reason},
        _("Account %(number)s") % {"number": entry.account_number},
    )
    words = _("A member of our staff (%(name)s) looked") % {"name": entry.by_name}
    return ActivityLine(entry.at, "info", words, "", "", notes)
