"""Why a payment wasn't made, in words: for a page, from the codes that operations use."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    # Why we don't start a payment (UnableToPay.reason)
    "amount_not_positive": _("Enter an amount above zero."),
    "amount_too_large": _("This is far more than what is due. Enter a smaller amount."),
    "payment_in_progress": _(
        "Somebody on this account started a payment a moment ago. Check the amount and try again."
    ),
    "balance_changed": _(
        "What is due has changed since you opened this page. Check the amount and try again."
    ),
    "form_changed": _("This form was sent before with something else in it. Start again."),
    "above_limit": _(
        "This is more than you may pay at once. Ask the account's owner, or pay less."
    ),
    "not_allowed": _("You can't pay for this account."),
    "no_such_bill": _("There is no such bill on this account."),
    "no_such_method": _("This payment method is no longer there. Choose another one."),
    "method_expired": _("This card has expired. Choose another one."),
    "no_card_payments": _("Card payments are not available here."),
    # Why one that was started failed or ended (failure_reason)
    "card_declined": _("The bank declined the card."),
    "insufficient_funds": _("There isn't enough money behind the card."),
    "card_expired": _("The card has expired."),
    "not_confirmed": _("The payment wasn't confirmed in the bank's app."),
    "gateway_refused": _("The card company didn't accept the payment."),
    "gateway_unavailable": _("The card company's page can't be reached right now."),
    "not_reached": _("The card company never received the payment."),
    "expired": _("The payment was not finished in time."),
    "turned_back": _("The payment was cancelled."),
    "amount_differs": _("The card company reports another amount. We are looking into it."),
}

_OTHER = _("The payment didn't go through.")


def reason_text(code: str) -> Promise:
    """A sentence for a code; codes a gateway brings that we don't know get a plain one."""
    return REASONS.get(code, _OTHER)
