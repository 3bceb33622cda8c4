"""A payer comes back, or gives up: ask the gateway, and settle what it says."""

from datetime import datetime

import structlog

from hearthline.customers.queries import permissions_of
from hearthline.payments.adapters.card import GatewayRefused, GatewayUnavailable, card_gateway
from hearthline.payments.models import UNFINISHED, Payment
from hearthline.payments.operations.errors import UnableToCancelPayment, UnableToFindPayment
from hearthline.payments.operations.settle import settle_payment
from hearthline.payments.operations.step import PaymentStep, step_of

log = structlog.get_logger(__name__)


def complete_return(*, payment_number: str, account_id: int, now: datetime) -> PaymentStep:
    """What became of a payment whose payer is back, also before the gateway has told us.

    Without an answer from the gateway the payment stays as it is; reconciling goes on.

    Raises:
        UnableToFindPayment: the account has no such payment.
    """
    payment = _find(payment_number, account_id)
    if payment.status not in UNFINISHED or payment.gateway_key is None:
        return step_of(payment=payment)
    try:
        answer = card_gateway().look_up(payment.gateway_key)
    except (GatewayUnavailable, GatewayRefused) as error:
        log.warning("gateway didn't say", payment=payment.number, error=str(error))
        return step_of(payment=payment)
    if answer is None:  # it may still be on its way there
        return step_of(payment=payment)
    return settle_payment(payment_id=payment.pk, answer=answer, now=now)


def cancel_payment(
    *, payment_number: str, account_id: int, user_id: int | None, now: datetime
) -> PaymentStep:
    """End a payment that isn't finished. If it turns out to be paid, it is settled instead.

    Args:
        payment_number: which payment.
        account_id: whose it must be.
        user_id: who gives it up, a member who may pay; None only where nobody is signed in.
        now: when.

    Raises:
        UnableToFindPayment: the account has no such payment, or this member may not pay.
        UnableToCancelPayment: the gateway didn't answer; the payment stays as it is.
    """
    if user_id is not None:
        permissions = permissions_of(account_id=account_id, user_id=user_id)
        if not permissions.may_pay:
            raise UnableToFindPayment
    payment = _find(payment_number, account_id)
    if payment.status not in UNFINISHED or payment.gateway_key is None:
        return step_of(payment=payment)
    try:
        answer = card_gateway().cancel_checkout(payment.gateway_key)
    except (GatewayUnavailable, GatewayRefused) as error:
        raise UnableToCancelPayment from error
    return settle_payment(payment_id=payment.pk, answer=answer, now=now)


def _find(payment_number: str, account_id: int) -> Payment:
    payment = Payment.objects.filter(number=payment_number, account_id=account_id).first()
    if payment is None:
        raise UnableToFindPayment
    return payment
