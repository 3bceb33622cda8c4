"""A payment that was taken back after it came."""

from datetime import datetime

from django.db import transaction

from hearthline.billing.operations import charge_returned_payment, reverse_transaction
from hearthline.customers.models import Account
from hearthline.payments.models import Payment, ReturnedPayment


class UnableToReturnPayment(Exception):
    """The payment never came, or another system took it in."""


def return_payment(*, payment_id: int, staff_user_id: int | None, now: datetime) -> bool:
    """Have the account owe again what was taken back, and charge the fee for it; once a payment.

    Args:
        payment_id: which payment.
        staff_user_id: who wrote it down; None if the gateway told us.
        now: when it came to be known.

    Returns:
        Whether it was news.

    Raises:
        UnableToReturnPayment: see there.
    """
    with transaction.atomic():
        # Account first, payment second: the order in which every operation locks.
        account_id = Payment.objects.values_list("account_id", flat=True).get(pk=payment_id)
        Account.objects.select_for_update().get(pk=account_id)
        payment = Payment.objects.select_for_update().get(pk=payment_id)
        posted = payment.ledger_transaction_id
        if posted is None or payment.channel == Payment.Channel.IMPORTED:
            raise UnableToReturnPayment
        if ReturnedPayment.objects.filter(payment=payment).exists():
            return False
        ReturnedPayment.objects.create(
            payment=payment,
            returned_at=now,
            recorded_by_user_id=staff_user_id,
            ledger_transaction_id=reverse_transaction(
                transaction_id=posted, description=f"Returned payment {payment.number}", now=now
            ),
        )
        charge_returned_payment(account_id=account_id, payment_number=payment.number, now=now)
    return True
