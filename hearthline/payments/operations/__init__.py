"""Writes of the payments room: one file per use case."""

from hearthline.payments.operations.errors import (
    UnableToCancelPayment,
    UnableToFindPayment,
    UnableToPay,
    UnableToReadEvent,
    UnableToRecordPayment,
    UnableToRemoveMethod,
)
from hearthline.payments.operations.events import receive_gateway_event
from hearthline.payments.operations.finish import cancel_payment, complete_return
from hearthline.payments.operations.methods import keep_card, remove_payment_method
from hearthline.payments.operations.pay import most_credit, pay_bill
from hearthline.payments.operations.pay_links import (
    UnableToUsePayLink,
    make_pay_link,
    pay_by_link,
    return_by_link,
    withdraw_pay_link,
)
from hearthline.payments.operations.reconcile import Reconciled, reconcile_payments
from hearthline.payments.operations.record import record_payment
from hearthline.payments.operations.returned import UnableToReturnPayment, return_payment
from hearthline.payments.operations.settle import settle_payment
from hearthline.payments.operations.step import PaymentStep

__all__ = [
    "PaymentStep",
    "Reconciled",
    "UnableToCancelPayment",
    "UnableToFindPayment",
    "UnableToPay",
    "UnableToReadEvent",
    "UnableToRecordPayment",
    "UnableToRemoveMethod",
    "UnableToReturnPayment",
    "UnableToUsePayLink",
    "cancel_payment",
    "complete_return",
    "keep_card",
    "make_pay_link",
    "most_credit",
    "pay_bill",
    "pay_by_link",
    "receive_gateway_event",
    "reconcile_payments",
    "record_payment",
    "remove_payment_method",
    "return_by_link",
    "return_payment",
    "settle_payment",
    "withdraw_pay_link",
]
