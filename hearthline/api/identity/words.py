"""Why something was refused, in the words of the pages."""

from django.conf import settings
from django.utils.translation import gettext as _

from hearthline.identity.operations import ContactRefusal, ProofRefusal, RecoveryRefusal

_CODES = {
    "wrong_code": lambda: _("That code isn't right. Check it and type it again."),
    "code_expired": lambda: _("That code has run out. Ask for a new one."),
    "no_tries_left": lambda: _("That was too many wrong codes. Ask for a new one."),
}


def code_words(refusal: str) -> str:
    """Why a code wasn't accepted."""
    return _CODES[refusal]()


def proof_words(refusal: ProofRefusal) -> str:
    """Why a password wasn't accepted."""
    return {
        ProofRefusal.WRONG: _(
            "That isn't your password. Passwords are case-sensitive: check Caps Lock."
        ),
        ProofRefusal.TOO_MANY: _("Too many tries. Wait five minutes, then try again."),
        ProofRefusal.BLOCKED: _(
            "After too many wrong passwords, none is accepted any more."
            " Choose a new one with a code by email."
        ),
    }[refusal]


def recovery_words(refusal: RecoveryRefusal) -> str:
    """Why a recovery can't go on."""
    if refusal is RecoveryRefusal.TOO_MANY:
        text = _("Too many tries from here. Wait an hour, then try again, or call us: %(phone)s.")
        return text % {"phone": settings.PROVIDER_PHONE}
    if refusal is RecoveryRefusal.REFUSED:
        return _("Choose another password.")
    return code_words(refusal.value)


def contact_words(refusal: ContactRefusal) -> str:
    """Why a contact stays as it is."""
    if refusal.value in _CODES:
        return code_words(refusal.value)
    if refusal is ContactRefusal.TOO_MANY:
        text = _(
            "That's enough codes for now. Wait an hour, then try again, or call us: %(phone)s."
        )
        return text % {"phone": settings.PROVIDER_PHONE}
    return {
        ContactRefusal.INVALID: _("Check it: we can't send anything there."),
        ContactRefusal.SAME: _("You have this one already."),
        ContactRefusal.NOT_OFFERED: _("We don't send text messages."),
        ContactRefusal.TAKEN: _("This email address already has a sign-in. Choose another."),
    }[refusal]
