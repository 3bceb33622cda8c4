"""Why staff change what an account owes: what they choose from, and what the subscriber reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, dict[str, Promise]] = {
    "adjustment": {
        "goodwill": _("Goodwill"),
        "outage": _("Outage"),
        "wrong_charge": _("Wrong charge"),
        "promised": _("Promised to you"),
        "not_billed": _("Not billed before"),
        "other": _("Adjustment"),
    },
    "write_off": {
        "uncollectable": _("Can't be collected"),
        "bankruptcy": _("Bankruptcy"),
        "deceased": _("Death"),
        "small_balance": _("Small balance"),
    },
    "refund": {
        "closed": _("Account closed"),
        "overpaid": _("Paid too much"),
        "asked": _("Asked for"),
    },
    "deposit": {"taken": _("Deposit"), "given_back": _("Deposit given back")},
    "deposit_used": {"debt": _("Deposit used for what is owed")},
    "waiver": {"waived": _("Waived")},
    "dispute": {"upheld": _("Disputed line")},
}
"""For each kind of adjustment (`Adjustment.Kind`) its reasons."""

NAMES: dict[str, Promise] = {
    "adjustment": _("Credit or charge"),
    "write_off": _("Write-off"),
    "refund": _("Refund of credit"),
    "deposit": _("Deposit"),
    "deposit_used": _("Deposit used for what is owed"),
    "waiver": _("Waiver"),
    "dispute": _("Upheld dispute"),
}


def told(*, kind: str, reason: str, words: str, language: str) -> str:
    """What the bill or the ledger says, in the account's language."""
    with override(language):
        label = str(REASONS[kind][reason])
        if kind in {"write_off", "refund"}:
            label = f"{NAMES[kind]}: {label}"
        return (
            gettext("%(reason)s: %(words)s") % {"reason": label, "words": words} if words else label
        )
