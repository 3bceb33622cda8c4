"""A payment in the ledger."""

from datetime import datetime

from hearthline.billing.operations import Leg, post_transaction
from hearthline.payments.models import Payment


def post_payment(*, payment: Payment, occurred_at: datetime, now: datetime) -> int:
    """Post a payment once: the account owes less, and the money is where it came in.

    Card money lies with the gateway until it pays out; everything else counts as cash.

    Returns:
        The ledger transaction's id; the same one however often it is called.
    """
    amount_minor = payment.amount_minor
    place = "gateway_clearing" if payment.channel == Payment.Channel.CARD else "cash"
    return post_transaction(
        account_id=payment.account_id,
        kind="payment",
        legs=[
            Leg(book="receivable", account_id=payment.account_id, amount_minor=-amount_minor),
            Leg(book=place, account_id=None, amount_minor=amount_minor),
        ],
        currency=payment.currency,
        scope="payment",
        idempotency_key=payment.number,
        description=f"Payment {payment.number}",
        occurred_at=occurred_at,
        now=now,
    )
