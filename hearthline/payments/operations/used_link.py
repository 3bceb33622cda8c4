"""A link was paid by: it is used up, the household hears of it, the payer gets a receipt."""

from datetime import datetime

from django.utils import translation

from hearthline.customers.queries import ending_of, recipients_of
from hearthline.design.formats import day_text, money_text
from hearthline.identity.operations import record_event
from hearthline.kernel.money import Money
from hearthline.notices.operations import UnableToSendMessage, send_message, send_to_many
from hearthline.payments.models import PayLink, Payment

_MAY_HEAR = ("owner", "payer")


def use_up_link(*, payment: Payment, now: datetime) -> None:
    """Mark a payment's link as used, and tell the owner and who made it; a receipt if wanted.

    Within the transaction in which the payment succeeds.
    """
    link = PayLink.objects.select_related("bill").get(payments=payment)
    link.used_at = link.used_at or now
    link.save(update_fields=["used_at"])
    _tell_household(payment, link, now)
    if payment.receipt_to:
        _send_receipt(payment, now)


def _tell_household(payment: Payment, link: PayLink, now: datetime) -> None:
    owners = recipients_of(account_ids=[payment.account_id], roles=["owner"])
    payers = recipients_of(account_ids=[payment.account_id], roles=_MAY_HEAR)
    people = [*owners, *(one for one in payers if one.user_id == link.made_by_user_id)]
    for language in {one.language for one in people}:
        with translation.override(language):
            amount = money_text(Money(payment.amount_minor, payment.currency))
        send_to_many(
            kind="pay_link_used",
            context={"amount": amount, "bill_number": link.bill.number},
            recipients=[one for one in people if one.language == language],
            about=f"payment:{payment.number}",
            now=now,
        )
    for user_id in {one.user_id for one in people if one.user_id is not None}:
        record_event(
            user_id=user_id,
            kind="pay_link_used",
            now=now,
            account_id=payment.account_id,
            details={"bill": link.bill.number},
        )


def _send_receipt(payment: Payment, now: datetime) -> None:
    """To whoever paid: what they paid, and no more of the account than the link showed."""
    with translation.override(payment.language):
        context = {
            "amount": money_text(Money(payment.amount_minor, payment.currency)),
            "date": day_text(payment.settled_at or now),
            "number": payment.number,
            "card_last4": payment.card_last4,
            "ending": ending_of(payment.account.number),
        }
    try:
        send_message(
            kind="pay_link_receipt",
            channel="email",
            to=payment.receipt_to,
            language=payment.language,
            context=context,
            now=now,
        )
    except UnableToSendMessage:
        return  # the page shows the same receipt
