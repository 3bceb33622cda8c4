"""Ask the gateway about everything that is still open: what a crash or a lost webhook left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import F

from hearthline.payments.adapters.card import (
    CardGateway,
    GatewayPayment,
    GatewayRefused,
    GatewayUnavailable,
    card_gateway,
)
from hearthline.payments.models import UNFINISHED, Payment
from hearthline.payments.operations.events import process_waiting_events
from hearthline.payments.operations.settle import settle_payment

log = structlog.get_logger(__name__)

ASK_AFTER = timedelta(seconds=20)
"""Younger payments are in somebody's hands: longer than a request to the gateway takes."""
GIVE_UP_AFTER = timedelta(minutes=2)
"""When a payment the gateway never heard of is over; well after the last moment to send it."""
EXPIRE_AFTER = timedelta(minutes=30)
"""How long a payer has to finish a hosted page or a bank's question."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one run did."""

    events: int
    asked: int
    finished: int
    gateway_answers: bool


def reconcile_payments(*, now: datetime, most: int = 500) -> Reconciled:
    """Settle, fail or cancel whatever the gateway has decided; expire what lay too long.

    Ends at the first question the gateway doesn't answer: the next run goes on, with those first
    that were asked about longest ago. May run twice at once.
    """
    events = process_waiting_events(now=now)
    open_payments = Payment.objects.filter(
        status__in=UNFINISHED, gateway_key__isnull=False, created_at__lte=now - ASK_AFTER
    ).order_by(F("checked_at").asc(nulls_first=True), "pk")[:most]
    gateway = card_gateway() if open_payments else None
    asked = finished = 0
    for payment in open_payments:
        asked += 1
        try:
            if gateway is not None and _reconcile(gateway, payment, now):
                finished += 1
        except GatewayUnavailable:
            return Reconciled(events, asked, finished, gateway_answers=False)
        except GatewayRefused as error:
            log.warning("gateway won't say", payment=payment.number, error=str(error))
    return Reconciled(events, asked, finished, gateway_answers=True)


def _reconcile(gateway: CardGateway, payment: Payment, now: datetime) -> bool:
    key = payment.gateway_key or ""
    age = now - payment.created_at
    answer: GatewayPayment | None = gateway.look_up(key)
    reason = ""
    if answer is None:
        if age < GIVE_UP_AFTER:
            return False
        reason = "not_reached"
    elif answer.state in {"open", "needs_confirmation"} and age >= EXPIRE_AFTER:
        reason = "expired"
    if reason:
        answer = gateway.cancel_checkout(key)
    if answer is None:
        return False
    step = settle_payment(payment_id=payment.pk, answer=answer, now=now, cancelled_because=reason)
    return step.status not in UNFINISHED
