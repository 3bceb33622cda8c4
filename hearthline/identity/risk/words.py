"""Why a sign-in was unusual, in words: for the person, and short ones for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "new_device": _("You hadn't signed in with this browser before."),
    "new_country": _("You hadn't signed in from this country before."),
    "impossible_travel": _("It was too far from your last sign-in to get there in that time."),
    "many_failures": _("Wrong passwords had been typed many times before."),
    "attacking_network": _("Many sign-ins from the same network had failed just before."),
    "breached_password": _(
        "The password is on a list of stolen ones. Choose another, even if it was you."
    ),
    "after_reset": _("The password had been reset shortly before."),
    "odd_hour": _("It was in the middle of the night."),
}
SHORT: dict[str, Promise] = {
    "new_device": _("New browser"),
    "new_country": _("New country"),
    "impossible_travel": _("Impossible travel"),
    "many_failures": _("Many wrong passwords"),
    "attacking_network": _("Attacking network"),
    "breached_password": _("Stolen password"),
    "after_reset": _("Just reset"),
    "odd_hour": _("At night"),
}


def reason_words(names: tuple[str, ...]) -> tuple[Promise, ...]:
    """Sentences to the person; a rule that is no more says nothing."""
    return tuple(REASONS[name] for name in names if name in REASONS)


def short_words(names: tuple[str, ...]) -> tuple[Promise, ...]:
    """The same in two or three words for lists of the staff."""
    return tuple(SHORT[name] for name in names if name in SHORT)
