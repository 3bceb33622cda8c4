"""Why money wasn't moved, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.billing.operations import Refusal

NO_NEXT_BILL = gettext_lazy(
    "The account is closed, so no next bill comes. Give a credit at once, on the balance."
)


def refusal_words(refusal: Refusal) -> str:
    """What to tell who asked."""
    return {
        Refusal.AMOUNT: _("Enter an amount above zero."),
        Refusal.REASON: _("Choose why."),
        Refusal.ROLE: _("Your roles don't do this."),
        Refusal.NOT_OWED: _("That is more than the account owes."),
        Refusal.NO_CREDIT: _("That is more than the account's credit."),
        Refusal.NO_DEPOSIT: _("That is more than the deposit that is held."),
        Refusal.USED: _("This form was sent before with something else in it. Start again."),
        Refusal.UNKNOWN: _("It isn't there any more."),
        Refusal.DECIDED: _("Somebody else decided it meanwhile."),
        Refusal.YOURSELF: _("You asked for it, so somebody else decides."),
        Refusal.ABOVE_YOUR_LIMIT: _("It is above your limit too. An admin decides."),
        Refusal.ASKED: _("Somebody else has done that, or asked for it, meanwhile."),
        Refusal.CLOSED: str(NO_NEXT_BILL),
        Refusal.DISPUTED: _(
            "It is disputed, or was given back for that. Decide about the dispute."
        ),
    }[refusal]
