"""Why something with the network didn't work, in words; operations keep the codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_TEXTS: dict[str, Promise] = {
    "tv_no_answer": _("The TV system didn't answer."),
    "tv_failed": _("The TV system says that it has a problem."),
    "tv_unreadable": _("The TV system's answer couldn't be read."),
    "tv_refused": _("The TV system refused the change."),
    "tv_not_applied": _("The TV system said yes, but still has something else."),
    "tv_ahead": _("The TV system has a newer version than we do."),
    "tv_none": _("No TV system is connected."),
    "voice_no_answer": _("The telephone system didn't answer."),
    "voice_failed": _("The telephone system says that it has a problem."),
    "voice_unreadable": _("The telephone system's answer couldn't be read."),
    "voice_refused": _("The telephone system refused the change."),
    "voice_not_applied": _("The telephone system took the change, but still has something else."),
    "voice_ahead": _("The telephone system has a newer version than we do."),
    "voice_none": _("No telephone system is connected."),
    "access_none": _("No access system is connected."),
    "nothing_to_tell": _("The line that this was about is gone."),
    "broke_off": _("The attempt broke off without a result."),
    "too_long": _("It didn't work in the time we allow for it."),
    "not_configured": _("The settings for this system are wrong."),
}


def reason_text(code: str) -> str:
    """A code in the reader's language; text that is no code of ours is returned as it is."""
    return str(_TEXTS.get(code, code))
