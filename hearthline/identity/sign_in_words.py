"""How attempts to sign in ended, and by what, in words for who reads a list of them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OUTCOMES: dict[str, tuple[str, Promise]] = {
    "signed_in": ("ok", _("Signed in")),
    "wrong_password": ("warn", _("Wrong password")),
    "blocked": ("bad", _("Refused: too many wrong passwords")),
    "second_step": ("info", _("Right password, second step asked for")),
    "wrong_second_step": ("warn", _("Second step failed")),
}
"""For each of `SignIn.Outcome` a state of the pages' and its words."""
_COPY = ("bad", _("Refused: a copy of a passkey"))
_OTHER = ("info", _("A try to sign in"))
METHODS: dict[str, Promise] = {
    "passkey": _("With a passkey"),
    "email_code": _("With a code by email"),
    "single_sign_on": _("With single sign-on"),
}
"""What was used, where that wasn't a password."""


def outcome_words(outcome: str, method: str) -> tuple[str, Promise]:
    """The state and words of one attempt; a passkey is refused for one reason only."""
    if (outcome, method) == ("blocked", "passkey"):
        return _COPY
    return OUTCOMES.get(outcome, _OTHER)
