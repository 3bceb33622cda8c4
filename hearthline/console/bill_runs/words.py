"""What states, kinds of lines and odd bills are called."""

from django.utils.translation import gettext_lazy as _

NO_TAXES = _(
    "The tax service doesn't answer, so no bill can be made now. Nothing has changed."
    " Try again later."
)
STATES = {
    "new": ("wait", _("Not previewed yet")),
    "previewing": ("wait", _("Preview under way")),
    "to_approve": ("warn", _("Waits for approval")),
    "ready": ("info", _("Approved, not begun")),
    "running": ("wait", _("Bills are being issued")),
    "paused": ("warn", _("Paused")),
    "finished": ("ok", _("Finished")),
}
WHYS = {
    "negative": _("Below zero"),
    "zero": _("Zero"),
    "higher": _("Much higher"),
    "lower": _("Much lower"),
    "first": _("First bill"),
}
KINDS = {
    "recurring": _("Whole months"),
    "proration": _("Parts of months"),
    "discount": _("Discounts"),
    "usage": _("Usage"),
    "minimum": _("Minimum charges"),
    "one_off": _("One-off charges"),
    "credit": _("Credits"),
    "deposit": _("Deposits"),
    "fee": _("Fees"),
    "tax": _("Taxes"),
}
