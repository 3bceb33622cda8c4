"""The words of reports."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.billing.reports import ReportLine
from hearthline.console.catalog.plan_form import KINDS

BUCKET_WORDS: dict[str, Promise] = {
    "not_due": gettext_lazy("Not due yet"),
    "days_1_30": gettext_lazy("1 to 30 days late"),
    "days_31_60": gettext_lazy("31 to 60 days late"),
    "days_61_90": gettext_lazy("61 to 90 days late"),
    "days_over_90": gettext_lazy("Over 90 days late"),
    "no_bill": gettext_lazy("On no bill"),
    "credit": gettext_lazy("Credit"),
}
_KINDS: dict[str, Promise] = {
    "recurring": gettext_lazy("Whole periods"),
    "proration": gettext_lazy("Parts of periods"),
    "discount": gettext_lazy("Discounts"),
    "usage": gettext_lazy("Usage"),
    "minimum": gettext_lazy("Minimum charges"),
    "one_off": gettext_lazy("One-time charges"),
    "credit": gettext_lazy("Credits"),
    "fee": gettext_lazy("Fees"),
    "tax": gettext_lazy("Taxes"),
    "card": gettext_lazy("Card"),
    "cash": gettext_lazy("Cash"),
    "check": gettext_lazy("Check"),
    "bank_transfer": gettext_lazy("Bank transfer"),
    "adjustment": gettext_lazy("Credits and charges at once"),
    "refund_paid": gettext_lazy("Refunds paid out"),
    "payment_reversed": gettext_lazy("Payments taken back"),
    "bill_reversed": gettext_lazy("Bills taken back"),
    "adjustment_reversed": gettext_lazy("Adjustments taken back"),
}
"""Kinds of lines, ways of payments, kinds of postings; others are shown as the ledger has them."""


@dataclass(frozen=True, slots=True)
class Words:
    """A line's words."""

    group: str
    name: str
    kind: str


def line_words(line: ReportLine) -> Words:
    """What a line of a report is about."""
    groups = {
        "": _("Without a plan"),
        "included": _("Taxes within prices"),
        "ledger": _("Posted without a bill"),
        "payment": _("Payments"),
    }
    group = groups.get(line.group) or str(KINDS.get(line.group, line.group))
    return Words(group, line.name, str(_KINDS.get(line.kind, line.kind)))
