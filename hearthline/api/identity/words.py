"""Why something was refused, in the words of the pages."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.identity.operations import (
    ContactRefusal,
    FactorRefusal,
    PasskeyRefusal,
    ProofRefusal,
    RecoveryRefusal,
    StepRefusal,
)

LAST_WAY_IN = gettext_lazy("The last way in can't be removed.")
NO_PASSKEY = gettext_lazy("There is no such passkey.")

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


def step_words(refusal: StepRefusal) -> str:
    """Why the second step isn't passed."""
    if refusal is StepRefusal.TOO_MANY:
        return _("Too many tries. Wait a while, then try again.")
    return code_words(refusal.value)


def factor_words(refusal: FactorRefusal) -> str:
    """Why the second factors stay as they are."""
    return {
        FactorRefusal.WRONG_CODE: _("That code isn't right. Check it and type it again."),
        FactorRefusal.TOO_MANY: _("Too many tries. Wait a while, then try again."),
        FactorRefusal.NOT_ON: _("There is no second factor."),
        FactorRefusal.EXPIRED: _("That took too long. Try again."),
        FactorRefusal.SHORT_PASSWORD: _(
            "Your password is too short to be the only factor. Choose a longer one first."
        ),
    }[refusal]


def passkey_words(refusal: PasskeyRefusal) -> str:
    """Why a passkey isn't taken."""
    return {
        PasskeyRefusal.EXPIRED: _("That took too long. Try again."),
        PasskeyRefusal.UNKNOWN: _(
            "That passkey doesn't open anything here. It may have been removed."
            " Use another one, or sign in another way."
        ),
        PasskeyRefusal.CLONED: _(
            "That passkey is no longer accepted: a copy of it seems to exist."
            " Sign in another way. We've written to you about it."
        ),
        PasskeyRefusal.KNOWN: _("You have added that passkey already."),
        PasskeyRefusal.TOO_MANY: _("You have as many passkeys as one can have. Remove one first."),
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
