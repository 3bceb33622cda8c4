"""Why there can't be an arrangement, in words: for a page, from the codes that operations use."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthline.billing.operations.arrangements import UnableToArrange
from hearthline.design.formats import day_text, money_text
from hearthline.kernel.money import Money

_REASONS: dict[str, Promise] = {
    "not_allowed": _("Only the owner and payers of this account can arrange this."),
    "nothing_due": _("Nothing is due, so there is nothing to arrange."),
    "one_is_on": _("There is an arrangement already. Once it is over, you can make another one."),
    "call_us": _("Call us about paying later or in parts."),
    "broken_before": _(
        "The last arrangement ended because a part wasn't paid. Call us, and we look for a way."
    ),
    "too_often": _("You had %(subject)s arrangements in the last year. Call us about another one."),
    "too_many_parts": _("Choose up to %(subject)s parts."),
    "too_late": _("Choose days from tomorrow until %(subject)s: the last part is paid by then."),
    "part_too_small": _("A part is at least %(subject)s. Choose fewer parts."),
    "changed": _("What is due has changed since this page was opened. Look at it again."),
    "no_reason": _("Write why."),
}
FIELDS = {"too_many_parts": "parts", "too_late": "first_date", "part_too_small": "parts"}
"""Which field of a form a reason belongs to; the others are about the whole form."""


def reason_text(error: UnableToArrange) -> str:
    """The reason in the language of the page."""
    subject = error.subject
    if isinstance(subject, Money):
        subject = money_text(subject)
    elif isinstance(subject, date):
        subject = day_text(subject)
    return str(_REASONS[error.reason]) % {"subject": subject}
