"""The receipt: written with the payment that it is for, delivered by the queue."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from hearthline.customers.models import ContactOfRecord, Member
from hearthline.design.formats import day_text, money_text
from hearthline.identity.models import User
from hearthline.kernel.money import Money
from hearthline.notices.operations import Recipient, send_to_many
from hearthline.payments.models import Payment


def send_receipt(*, payment: Payment, now: datetime) -> None:
    """Enqueue the receipt of a payment that succeeded, in the caller's transaction.

    It goes to whoever paid by card, else to the account's contact of record, else to its owner.
    An account nobody can write to gets none: that is no reason to refuse its money. Of a payment
    by a link its household is told otherwise (`used_link`).
    """
    if payment.pay_link_id is not None:
        return
    to, user_id = _recipient(payment)
    if not to:
        return
    language = payment.language
    send_to_many(
        kind="payment_receipt",
        recipients=[Recipient(payment.account_id, user_id, to, phone="", language=language)],
        context=_context(payment, language),
        about=f"payment:{payment.number}",
        now=now,
    )


def _recipient(payment: Payment) -> tuple[str, int | None]:
    payer_id = payment.started_by_user_id
    if payment.channel == Payment.Channel.CARD and payer_id is not None:
        email = User.objects.filter(pk=payer_id).values_list("email", flat=True).first()
        if email:
            return email, payer_id
    contact = (
        ContactOfRecord.objects.filter(account_id=payment.account_id, channel="email")
        .values_list("value", flat=True)
        .first()
    )
    if contact:
        return contact, None
    owner = (
        Member.objects.filter(account_id=payment.account_id, role="owner")
        .values_list("user__email", "user_id")
        .first()
    )
    return owner or ("", None)


def _context(payment: Payment, language: str) -> dict[str, str]:
    with translation.override(language):
        amount = money_text(Money(payment.amount_minor, payment.currency))
        day = day_text(payment.settled_at or payment.created_at)
    return {
        "amount": amount,
        "date": day,
        "number": payment.number,
        "account_name": payment.account.name,
        "account_number": payment.account.number,
        "channel": payment.channel,
        "card_last4": payment.card_last4,
        "payment_url": f"{settings.SITE_URL}/payments/{payment.number}/",
    }
