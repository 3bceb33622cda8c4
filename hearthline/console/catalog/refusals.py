"""Why the catalog stays as it is, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthline.catalog.operations import UnableToEditCatalog

_REASONS: dict[str, Promise] = {
    "code_taken": _("This code is taken. Choose another."),
    "number_taken": _("Another channel has this number. Choose another."),
    "unknown_code": _("One of these is no longer there. Choose again."),
    "below_zero": _("Enter an amount that isn't below zero."),
    "same_price": _("It costs that already."),
    "too_soon": _("This day is too soon: people must be told before. Choose a later one."),
    "changes_that_day": _("The price changes on this day already. Withdraw that change first."),
    "changes_later": _("A later change is planned. Withdraw that one first."),
    "has_started": _("This price holds already. Plan another one."),
    "same_tariff": _("It costs that already."),
    "itemized_includes": _("What has a line each includes nothing. Write 0."),
    "tariff_began": _("This holds already. Plan another one, or end it."),
    "has_ended": _("Its end is decided already."),
    "gives_nothing": _("Say how much it gives."),
    "gives_to_nobody": _("Choose the plan it offers, or what people must have, to discount that."),
    "ends_twice": _("Give a number of months or a day, not both."),
    "itself": _("A plan can't say this about itself."),
    "ends_before_start": _("It must end after it starts."),
}


def refusal_text(refusal: UnableToEditCatalog) -> str:
    """A sentence for a refusal."""
    return str(_REASONS.get(refusal.reason, _("This is no longer there. Look at the list again.")))
