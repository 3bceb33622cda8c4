"""Payments that came another way: cash, a check, a bank transfer, another system's history."""

import hashlib
import json
from datetime import datetime
from typing import Literal

from django.db import transaction

from hearthline.customers.models import Account
from hearthline.payments.models import Payment
from hearthline.payments.operations.errors import UnableToRecordPayment
from hearthline.payments.operations.numbering import next_number
from hearthline.payments.operations.post import post_payment
from hearthline.payments.operations.receipt import send_receipt
from hearthline.payments.operations.step import PaymentStep, step_of

OtherChannel = Literal["cash", "check", "bank_transfer", "imported"]


def record_payment(
    *,
    account_id: int,
    amount_minor: int,
    channel: OtherChannel,
    reference: str,
    received_at: datetime,
    idempotency_key: str,
    staff_user_id: int | None,
    now: datetime,
    with_receipt: bool = True,
) -> PaymentStep:
    """Write down money that is already here, and post it.

    Args:
        account_id: who paid.
        amount_minor: how much, in minor units of the account's currency.
        channel: how it came.
        reference: what identifies it there: a check's or a transfer's number; may be empty.
        received_at: when it came; the posting bears this time.
        idempotency_key: the same key again is the same payment.
        staff_user_id: who writes it down; None for an import.
        now: when.
        with_receipt: send a receipt to the account's contact.

    Raises:
        UnableToRecordPayment: see there.
    """
    asked = json.dumps([amount_minor, channel, reference, received_at.isoformat()])
    request_hash = hashlib.sha256(asked.encode()).digest()
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(pk=account_id).first()
        if account is None or amount_minor <= 0:
            raise UnableToRecordPayment("no such account, or not a positive amount")
        known = Payment.objects.filter(account=account, idempotency_key=idempotency_key).first()
        if known is not None:
            if bytes(known.request_hash) != request_hash:
                raise UnableToRecordPayment("this key was used for another payment")
            return step_of(payment=known)
        payment_id, number = next_number()
        payment = Payment(
            pk=payment_id,
            account=account,
            number=number,
            amount_minor=amount_minor,
            currency=account.currency,
            status=Payment.Status.SUCCEEDED,
            channel=channel,
            reference=reference[:100],
            idempotency_key=idempotency_key,
            request_hash=request_hash,
            language=account.language,
            created_at=now,
            settled_at=received_at,
            started_by_user_id=staff_user_id,
        )
        payment.ledger_transaction_id = post_payment(
            payment=payment, occurred_at=received_at, now=now
        )
        payment.save(force_insert=True)
        if with_receipt:
            send_receipt(payment=payment, now=now)
    return step_of(payment=payment)
