"""What the gateway tells us unasked: keep it once, then settle."""

import json
from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import transaction

from hearthline.payments.adapters.card import (
    CardGateway,
    GatewayRefused,
    GatewayUnavailable,
    UntrustedEvent,
    card_gateway,
)
from hearthline.payments.models import GatewayEvent, Payment
from hearthline.payments.operations.errors import UnableToReadEvent
from hearthline.payments.operations.settle import settle_payment

log = structlog.get_logger(__name__)


def receive_gateway_event(*, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Take in one event: check who sent it, keep it, settle the payment it is about.

    The same event again does nothing. Kept before it is acted on, so that what fails in between
    is done by the gateway's next telling or by reconciling.

    Args:
        headers: the request's, names in lower case.
        body: exactly what was signed.
        now: when it came in.

    Raises:
        UnableToReadEvent: forged, changed, too old or not readable; nothing is kept.
    """
    gateway = card_gateway()
    try:
        event = gateway.read_event(headers, body, now)
    except UntrustedEvent as error:
        raise UnableToReadEvent from error
    kept, _ = GatewayEvent.objects.get_or_create(
        gateway=gateway.name,
        event_id=event.event_id,
        defaults={
            "reference": event.payment.reference,
            "payload": json.loads(body),
            "received_at": now,
        },
    )
    if kept.processed_at is not None:
        return
    payment_id = _payment_id(gateway.name, event.payment.reference)
    with transaction.atomic():
        if payment_id is None:
            log.warning("event about no payment of ours", gateway=gateway.name)
        else:
            settle_payment(payment_id=payment_id, answer=event.payment, now=now)
        _mark_processed(kept, now)


def process_waiting_events(*, now: datetime, most: int = 500) -> int:
    """Settle the payments of events that were kept but not acted on, by asking the gateway.

    Returns:
        How many are done now.
    """
    waiting = list(GatewayEvent.objects.filter(processed_at__isnull=True).order_by("pk")[:most])
    done = 0
    for event in waiting:
        try:
            _process(card_gateway(), event, now)
        except GatewayUnavailable:
            break
        except GatewayRefused as error:
            log.warning("gateway won't say", event_id=event.event_id, error=str(error))
            continue
        done += 1
    return done


def _process(gateway: CardGateway, event: GatewayEvent, now: datetime) -> None:
    payment_id = _payment_id(event.gateway, event.reference)
    answer = gateway.look_up(event.reference) if payment_id is not None else None
    with transaction.atomic():
        if payment_id is not None and answer is not None:
            settle_payment(payment_id=payment_id, answer=answer, now=now)
        _mark_processed(event, now)


def _payment_id(gateway: str, reference: str) -> int | None:
    return (
        Payment.objects.filter(gateway=gateway, gateway_key=reference)
        .values_list("pk", flat=True)
        .first()
    )


def _mark_processed(event: GatewayEvent, now: datetime) -> None:
    GatewayEvent.objects.filter(pk=event.pk, processed_at__isnull=True).update(processed_at=now)
