"""The one place where a gateway's word about a payment becomes ours."""

from datetime import datetime

import structlog
from django.db import transaction

from hearthline.customers.models import Account
from hearthline.payments.adapters.card import GatewayPayment
from hearthline.payments.models import UNFINISHED, Payment
from hearthline.payments.operations.methods import keep_card
from hearthline.payments.operations.post import post_payment
from hearthline.payments.operations.receipt import send_receipt
from hearthline.payments.operations.returned import return_payment
from hearthline.payments.operations.step import PaymentStep, step_of
from hearthline.payments.operations.used_link import use_up_link

log = structlog.get_logger(__name__)


def settle_payment(
    *, payment_id: int, answer: GatewayPayment, now: datetime, cancelled_because: str = ""
) -> PaymentStep:
    """Make a payment what the gateway says it is; safe to call any number of times, in any order.

    Success posts to the ledger and enqueues the receipt, all in one transaction, once. It is
    believed also after a failure or a cancellation, because then money has moved after all;
    nothing undoes a success but the payer's bank, which may take the money back.

    Args:
        payment_id: which payment.
        answer: what the gateway says about it.
        now: when it said so.
        cancelled_because: why, if it was us who cancelled: a code of `payments.reasons`.
    """
    with transaction.atomic():
        payment = _lock(payment_id)
        if payment.status != Payment.Status.SUCCEEDED:
            if answer.state in {"succeeded", "returned"}:
                _succeed(payment, answer, now)
            elif payment.status in UNFINISHED:
                _note(payment, answer, now, cancelled_because or "turned_back")
        if payment.status == Payment.Status.SUCCEEDED and answer.state == "returned":
            return_payment(payment_id=payment.pk, staff_user_id=None, now=now)
    return step_of(payment=payment)


def _lock(payment_id: int) -> Payment:
    """Account first, payment second: the order in which every operation locks."""
    account_id = Payment.objects.values_list("account_id", flat=True).get(pk=payment_id)
    Account.objects.select_for_update().get(pk=account_id)
    return Payment.objects.select_for_update().get(pk=payment_id)


def _succeed(payment: Payment, answer: GatewayPayment, now: datetime) -> None:
    if (answer.amount.amount_minor, answer.amount.currency) != (
        payment.amount_minor,
        payment.currency,
    ):
        # Neither amount can be trusted: a person must look, and `hearthline check` says so.
        log.error("gateway charged another amount", payment=payment.number)
        _change(payment, now, status=Payment.Status.UNKNOWN, failure_reason="amount_differs")
        return
    if answer.saved_card is not None and payment.save_method:
        payment.method = keep_card(
            account_id=payment.account_id, gateway=payment.gateway, card=answer.saved_card, now=now
        )
    payment.ledger_transaction_id = post_payment(payment=payment, occurred_at=now, now=now)
    payment.settled_at = now
    payment.card_last4 = answer.card_last4 or payment.card_last4
    payment.gateway_reference = answer.gateway_reference
    _change(payment, now, status=Payment.Status.SUCCEEDED)
    if payment.pay_link_id is not None:
        use_up_link(payment=payment, now=now)
    send_receipt(payment=payment, now=now)


def _note(payment: Payment, answer: GatewayPayment, now: datetime, cancelled_because: str) -> None:
    """Write down an answer by which no money has moved (yet)."""
    payment.gateway_reference = answer.gateway_reference
    payment.card_last4 = answer.card_last4 or payment.card_last4
    match answer.state:
        case "failed":
            reason = answer.failure_reason or "card_declined"
            _change(payment, now, status=Payment.Status.FAILED, failure_reason=reason[:40])
        case "cancelled":
            _change(payment, now, status=Payment.Status.CANCELLED, failure_reason=cancelled_because)
        case "needs_confirmation":
            _change(payment, now, status=Payment.Status.NEEDS_CONFIRMATION, url=answer.url)
        case _:
            _change(payment, now, status=Payment.Status.PENDING, url=answer.url)


def _change(
    payment: Payment,
    now: datetime,
    *,
    status: Payment.Status,
    failure_reason: str = "",
    url: str = "",
) -> None:
    payment.status = status
    payment.failure_reason = failure_reason
    payment.confirmation_url = url
    payment.checked_at = now
    payment.save()
