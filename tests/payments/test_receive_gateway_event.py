"""The card company's webhook: before, after, twice, late, never, forged, old, replayed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from hearthline.api.gateway_events import gateway_events
from hearthline.notices.models import Message
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.adapters.card.simulated.signing import signed_headers
from hearthline.payments.models import GatewayEvent, Payment
from hearthline.payments.operations import UnableToReadEvent, receive_gateway_event
from tests.payments.card_company import SECRET, eventually
from tests.payments.conftest import OWED, Shop, at_once, keep


def test_before_the_payer_is_back(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_FIRST)
    assert shop.status(step.number) == "succeeded"  # the page waited for it
    assert shop.come_back(step.number).status == "succeeded"
    assert shop.owed() == 0
    assert Message.objects.count() == 1


def test_after_the_payer_is_back(shop: Shop):
    shop.webhook_door.is_open = False
    step = shop.pay()
    shop.payer.pay(step.continue_url)
    assert shop.come_back(step.number).status == "succeeded"
    assert shop.events() == 0
    shop.webhook_door.is_open = True
    eventually(lambda: shop.events() == 1)
    assert shop.owed() == 0
    assert Message.objects.count() == 1


def test_late_with_the_payer_waiting(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.ANSWERS_LATE)
    back = shop.come_back(step.number)
    assert (back.status, back.continue_url) == ("pending", "")
    assert shop.owed() == OWED
    eventually(lambda: shop.status(step.number) == "succeeded")
    assert shop.owed() == 0


@pytest.mark.parametrize("saved", [True, False])
def test_twice_at_once_and_once_more(shop: Shop, *, saved: bool):
    step = shop.pay(method_id=keep(shop.home, Behaviour.ANSWERS_TWICE) if saved else None)
    if not saved:
        shop.payer.pay(step.continue_url, Behaviour.ANSWERS_TWICE)
    eventually(lambda: len(shop.webhook_door.answers) == 3)
    assert shop.webhook_door.answers == [204, 204, 204]
    assert shop.events() == 1
    assert shop.owed() == 0
    assert Message.objects.count() == 1


def test_never(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    assert shop.status(step.number) == "pending"
    done = shop.reconcile()
    assert (done.asked, done.finished) == (1, 1)
    assert shop.status(step.number) == "succeeded"
    assert shop.webhook_door.seen == []
    assert shop.owed() == 0


def test_while_the_payer_comes_back_and_the_job_runs(shop: Shop):
    shop.webhook_door.is_open = False
    step = shop.pay(save_method=True)
    shop.payer.pay(step.continue_url)
    headers, body = eventually(lambda: shop.webhook_door.seen)[0]
    outcomes = at_once(
        lambda: shop.webhook_door.knock(headers, body),
        lambda: shop.webhook_door.knock(headers, body),
        lambda: shop.come_back(step.number).status,
        lambda: shop.reconcile().gateway_answers,
    )
    assert outcomes == [204, 204, "succeeded", True]
    shop.webhook_door.is_open = True
    assert shop.owed() == 0
    assert Message.objects.count() == 1


def _genuine(shop: Shop) -> tuple[dict[str, str], bytes]:
    """A real event of a payment of ours that we haven't heard of yet."""
    shop.webhook_door.is_open = False
    step = shop.pay()
    shop.payer.pay(step.continue_url)
    headers, body = eventually(lambda: shop.webhook_door.seen)[0]
    return headers, body


def test_forged_events_are_refused(shop: Shop):
    headers, body = _genuine(shop)
    forged = [
        ({}, body),
        (headers | {"gateway-signature": "0" * 64}, body),
        (headers, body.replace(b'"succeeded"', b'"cancelled"')),
        (headers | {"gateway-timestamp": str(int(headers["gateway-timestamp"]) + 1)}, body),
        (signed_headers("guess", "webhook", datetime.now(tz=UTC).timestamp(), body), body),
        # A request's signature is no webhook's.
        (signed_headers(SECRET, "request", datetime.now(tz=UTC).timestamp(), body), body),
    ]
    for shown, text in forged:
        assert shop.webhook_door.knock(shown, text) == 400
    assert shop.events() == 0
    assert Payment.objects.get().status == "pending"
    assert shop.owed() == OWED
    shop.webhook_door.is_open = True
    eventually(lambda: Payment.objects.get().status == "succeeded")


def test_old_events_are_refused_and_replayed_ones_do_nothing(shop: Shop):
    headers, body = _genuine(shop)
    shop.webhook_door.is_open = True
    with pytest.raises(UnableToReadEvent):
        receive_gateway_event(
            headers=headers, body=body, now=datetime.now(tz=UTC) + timedelta(minutes=6)
        )
    for _ in range(3):
        assert shop.webhook_door.knock(headers, body) == 204
    assert shop.events() == 1
    assert shop.owed() == 0
    assert Message.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event_id": 1}', b"\xff\xfe", b"null"])
def test_signed_nonsense_is_refused(shop: Shop, body: bytes):
    headers = signed_headers(SECRET, "webhook", datetime.now(tz=UTC).timestamp(), body)
    assert shop.webhook_door.knock(headers, body) == 400


def test_an_event_about_no_payment_of_ours_is_taken_and_does_nothing(shop: Shop):
    _, body = _genuine(shop)
    other = body.replace(Payment.objects.get().number.encode(), b"999999999")
    other = other.replace(b'"evt-', b'"evt-other-')
    headers = signed_headers(SECRET, "webhook", datetime.now(tz=UTC).timestamp(), other)
    assert shop.webhook_door.knock(headers, other) == 204
    assert Payment.objects.get().status == "pending"
    shop.webhook_door.is_open = True
    shop.come_back(Payment.objects.get().number)


def test_another_amount_than_ours_settles_nothing_and_is_found(shop: Shop):
    from hearthline.kernel.checks import run_checks

    _, body = _genuine(shop)
    other = body.replace(b'"amount_minor": 8240', b'"amount_minor": 1')
    assert other != body
    headers = signed_headers(SECRET, "webhook", datetime.now(tz=UTC).timestamp(), other)
    assert shop.webhook_door.knock(headers, other) == 204
    payment = Payment.objects.get()
    assert (payment.status, payment.failure_reason) == ("unknown", "amount_differs")
    assert shop.owed() == OWED
    _, findings = run_checks()
    assert [payment.number in finding.detail for finding in findings] == [True]
    shop.webhook_door.is_open = True
    shop.come_back(payment.number)  # the company's own books say the right amount


def test_an_event_kept_but_not_acted_on_is_taken_up_by_the_job(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    payment = Payment.objects.get()
    GatewayEvent.objects.create(
        gateway="simulated",
        event_id="evt-kept",
        reference=payment.gateway_key or "",
        payload={},
        received_at=datetime.now(tz=UTC),
    )
    assert shop.reconcile(after=timedelta(0)).events == 1
    assert GatewayEvent.objects.get().processed_at is not None
    assert shop.status(step.number) == "succeeded"


def test_the_door_takes_posts_of_a_sane_size_only(settings: Any):
    requests = RequestFactory()
    assert gateway_events(requests.get("/api/gateway-events/")).status_code == 405
    big = requests.post("/", b"x" * 70_000, content_type="application/json")
    assert gateway_events(big).status_code == 413
