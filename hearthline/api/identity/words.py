"""Why something was refused, where an app says it otherwise than the pages (`refusal_words`)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.identity import refusal_words
from hearthline.identity.operations import (
    ContactRefusal,
    FactorRefusal,
    SignInCodeRefusal,
    StepRefusal,
)

LAST_WAY_IN = gettext_lazy("The last way in can't be removed.")
NO_PASSKEY = gettext_lazy("There is no such passkey.")
_TOO_MANY = gettext_lazy("Too many tries. Wait a while, then try again.")


def step_words(refusal: StepRefusal | SignInCodeRefusal) -> str:
    """Why a step of signing in isn't passed."""
    if refusal in {StepRefusal.TOO_MANY, SignInCodeRefusal.TOO_MANY}:
        return str(_TOO_MANY)
    return refusal_words.code_words(refusal)


def factor_words(refusal: FactorRefusal) -> str:
    """Why the second factors stay as they are."""
    if refusal is FactorRefusal.WRONG_CODE:
        return refusal_words.code_words(refusal)
    return {
        FactorRefusal.TOO_MANY: str(_TOO_MANY),
        FactorRefusal.NOT_ON: _("There is no second factor."),
        FactorRefusal.EXPIRED: _("That took too long. Try again."),
        FactorRefusal.SHORT_PASSWORD: _(
            "Your password is too short to be the only factor. Choose a longer one first."
        ),
    }[refusal]


def contact_words(refusal: ContactRefusal) -> str:
    """Why a contact stays as it is: it is the person's own, never an account's on file."""
    if refusal is ContactRefusal.SAME:
        return _("You have this one already.")
    return refusal_words.contact_words(refusal)
