"""Why something was refused, in words for the pages and for apps."""

from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from hearthline.identity.operations import (
    ContactRefusal,
    PasskeyRefusal,
    ProofRefusal,
    RecoveryRefusal,
)
from hearthline.identity.operations.codes import CodeRefusal


def code_words(refusal: StrEnum) -> str:
    """Why a code that was sent isn't accepted: any refusal that is named as a `CodeRefusal` is."""
    return {
        CodeRefusal.WRONG_CODE: _("That code isn't right. Check it and type it again."),
        CodeRefusal.CODE_EXPIRED: _("That code has run out. Ask for a new one."),
        CodeRefusal.NO_TRIES_LEFT: _("That was too many wrong codes. Ask for a new one."),
    }[CodeRefusal(refusal.value)]


def enough_codes() -> str:
    """Why no more codes are sent for now."""
    text = _("That's enough codes for now. Wait an hour, then try again, or call us: %(phone)s.")
    return text % {"phone": settings.PROVIDER_PHONE}


def enough_from_here() -> str:
    """Why nothing more can be tried from this place for now."""
    text = _("Too many tries from here. Wait an hour, then try again, or call us: %(phone)s.")
    return text % {"phone": settings.PROVIDER_PHONE}


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
        return enough_from_here()
    if refusal is RecoveryRefusal.REFUSED:
        return _("Choose another password.")
    return code_words(refusal)


def contact_words(refusal: ContactRefusal) -> str:
    """Why a contact stays as it is."""
    words = {
        ContactRefusal.TOO_MANY: enough_codes(),
        ContactRefusal.NOT_OWNER: _("Only the account's owner can change this."),
        ContactRefusal.INVALID: _("Check it: we can't send anything there."),
        ContactRefusal.SAME: _("This one is on file already."),
        ContactRefusal.NOT_OFFERED: _("We don't send text messages."),
        ContactRefusal.TAKEN: _("This email address already has a sign-in. Choose another."),
    }
    return words[refusal] if refusal in words else code_words(refusal)
