"""Why an order isn't taken or undone, in words: for a page, from the codes that operations use."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hearthline.subscriptions.operations.errors import Conflict, UnableToOrder, UnableToUndo

_REASONS: dict[str, Promise] = {
    "not_allowed": _("Only the owner and payers of this account can order."),
    "suspended": _("This account is suspended. Pay what is due first, then order."),
    "closed": _("This account is closed, so nothing can be ordered."),
    "nothing_chosen": _("Nothing would change. Choose something else than you have."),
    "ended_meanwhile": _("This service has ended meanwhile. Look at your services again."),
    "change_waiting": _(
        "%(subject)s has a change waiting already. Undo that one first, or wait for its day."
    ),
    "not_removable": _("%(subject)s can't be ended here. Call us, and we do it."),
    "plan_withdrawn": _("This is no longer sold. Choose something else."),
    "not_orderable": _("%(subject)s needs somebody to come by. Call us, and we do it."),
    "other_kind": _("%(subject)s is another kind of service."),
    "same_plan": _("You have %(subject)s already. Choose another plan."),
    "form_changed": _("This form was sent before with something else in it. Start again."),
    "bad_day": _("Choose a day from tomorrow on, at most %(subject)s days ahead."),
    "bill_changed": _(
        "Your next bill has changed since this page was opened. Look at it again before you agree."
    ),
    "begun": _("This order has begun already. You can order the change back any time."),
    "changed_since": _("Something else changed this service since. Call us, and we look at it."),
}
_KINDS: dict[str, Promise] = {
    "internet": _("an internet plan"),
    "tv": _("a TV plan"),
    "phone": _("a phone plan"),
}


def reason_text(refusal: UnableToOrder | UnableToUndo) -> str:
    """A sentence, or one for each thing that doesn't go together."""
    if refusal.conflicts:
        return " ".join(conflict_texts(refusal.conflicts))
    text = _REASONS.get(refusal.reason)
    if text is None:
        return gettext("This can't be ordered. Call us, and we look at it.")
    return str(text) % {"subject": getattr(refusal, "subject", "")}


def conflict_texts(conflicts: tuple[Conflict, ...]) -> list[str]:
    """A sentence for each thing that doesn't go together, each pair once."""
    found: dict[frozenset[str], str] = {}
    for conflict in conflicts:
        key = frozenset({conflict.kind, conflict.name, *conflict.others})
        found.setdefault(key, _SENTENCES[conflict.kind](conflict))
    return list(found.values())


def needs_text(names: list[str]) -> str:
    """`Family TV or Everything TV`."""
    return get_text_list(names, gettext("or"))


def _requires(conflict: Conflict) -> str:
    values = {"name": conflict.name, "others": needs_text(list(conflict.others))}
    return gettext("%(name)s needs %(others)s.") % values


def _goes_with(conflict: Conflict) -> str:
    values = {"name": conflict.name, "others": str(_KINDS[conflict.others[0]])}
    return gettext("%(name)s needs %(others)s.") % values


def _excludes(conflict: Conflict) -> str:
    values = {"name": conflict.name, "other": conflict.others[0]}
    return gettext("%(name)s and %(other)s can't be had together. Choose one of them.") % values


def _twice(conflict: Conflict) -> str:
    if conflict.others[0] != conflict.name:
        return _excludes(conflict)
    return gettext("You have %(name)s already.") % {"name": conflict.name}


_SENTENCES: dict[str, Callable[[Conflict], str]] = {
    "requires": _requires,
    "goes_with": _goes_with,
    "excludes": _excludes,
    "twice": _twice,
}
