"""What every card gateway must do, whoever makes it. A real one joins `GATEWAYS`."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hearthline.kernel.money import Money
from hearthline.payments.adapters.card import (
    CardGateway,
    ChargeRequest,
    CheckoutRequest,
    GatewayRefused,
    GatewayUnavailable,
    UntrustedEvent,
)
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.adapters.card.simulated.client import SimulatedCardGateway
from tests.payments.card_company import SECRET, Payer, company, eventually, merchant, token_of

AMOUNT = Money(8240, "USD")


@pytest.fixture(params=["simulated"])
def gateway(tmp_path: Path) -> Iterator[Any]:
    """A gateway, its books as the company sees them, and the events it has told us."""
    told: list[tuple[dict[str, str], bytes]] = []

    def receive(headers: dict[str, str], body: bytes) -> int:
        told.append((headers, body))
        return 204

    with merchant(receive) as webhook_url, company(tmp_path / "gateway") as server:
        client: CardGateway = SimulatedCardGateway(url=server.url, secret=SECRET, timeout_s=0.5)
        yield SimpleNamespace(
            client=client,
            server=server,
            told=told,
            checkout=CheckoutRequest(
                reference="000000017",
                amount=AMOUNT,
                description="Bill 1",
                return_url="http://127.0.0.1:1/back/",
                webhook_url=webhook_url,
                save_card=False,
                language="en",
            ),
            charge=ChargeRequest(
                reference="000000017",
                amount=AMOUNT,
                token=token_of(Behaviour.SUCCEEDS),
                description="Bill 1",
                return_url="http://127.0.0.1:1/back/",
                webhook_url=webhook_url,
                language="en",
            ),
        )


def test_a_checkout_is_open_until_somebody_pays(gateway: Any) -> None:
    opened = gateway.client.create_checkout(gateway.checkout)
    assert (opened.state, opened.amount, opened.reference) == ("open", AMOUNT, "000000017")
    assert gateway.client.look_up("000000017") == opened
    assert Payer().pay(opened.url) == gateway.checkout.return_url
    paid = gateway.client.look_up("000000017")
    assert (paid.state, paid.amount, paid.card_last4, paid.url) == ("succeeded", AMOUNT, "4242", "")
    assert paid.saved_card is None


def test_the_same_reference_is_the_same_checkout(gateway: Any) -> None:
    with ThreadPoolExecutor(5) as threads:
        opened = set(threads.map(gateway.client.create_checkout, [gateway.checkout] * 5))
    assert len(opened) == 1


def test_the_same_reference_charges_once(gateway: Any) -> None:
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(gateway.client.charge, [gateway.charge] * 5))
    assert {answer.state for answer in answers} == {"succeeded"}
    assert gateway.server.books.charges() == [("000000017", 8240)]


def test_the_same_reference_with_another_amount_is_refused(gateway: Any) -> None:
    gateway.client.charge(gateway.charge)
    with pytest.raises(GatewayRefused):
        gateway.client.charge(replace(gateway.charge, amount=Money(1, "USD")))
    assert gateway.server.books.charges() == [("000000017", 8240)]


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.DECLINED, "card_declined"),
        (Behaviour.INSUFFICIENT_FUNDS, "insufficient_funds"),
    ],
)
def test_a_decline_is_an_answer(gateway: Any, behaviour: Behaviour, reason: str) -> None:
    answer = gateway.client.charge(replace(gateway.charge, token=token_of(behaviour)))
    assert (answer.state, answer.failure_reason) == ("failed", reason)
    assert gateway.server.books.charges() == []


def test_an_unknown_token_is_refused(gateway: Any) -> None:
    with pytest.raises(GatewayRefused):
        gateway.client.charge(replace(gateway.charge, token="nobody's"))
    assert gateway.client.look_up("000000017") is None


@pytest.mark.parametrize(("button", "state"), [("yes", "succeeded"), ("no", "failed")])
def test_a_saved_card_may_need_confirmation(gateway: Any, button: str, state: str) -> None:
    token = token_of(Behaviour.NEEDS_CONFIRMATION)
    asked = gateway.client.charge(replace(gateway.charge, token=token))
    assert asked.state == "needs_confirmation"
    assert gateway.server.books.charges() == []
    assert Payer().press(asked.url, button) == gateway.charge.return_url
    assert gateway.client.look_up("000000017").state == state
    assert len(gateway.server.books.charges()) == (1 if state == "succeeded" else 0)


@pytest.mark.parametrize(
    ("behaviour", "state"),
    [(Behaviour.HANGS_CHARGED, "succeeded"), (Behaviour.HANGS_NOT_CHARGED, "failed")],
)
def test_a_hanging_charge_ends_in_time_and_is_found_later(
    gateway: Any, behaviour: Behaviour, state: str
) -> None:
    with pytest.raises(GatewayUnavailable):
        gateway.client.charge(replace(gateway.charge, token=token_of(behaviour)))
    assert gateway.client.look_up("000000017").state == "processing"
    eventually(lambda: gateway.client.look_up("000000017").state == state)


def test_a_saved_card_can_be_charged_again(gateway: Any) -> None:
    opened = gateway.client.create_checkout(replace(gateway.checkout, save_card=True))
    Payer().pay(opened.url)
    card = gateway.client.look_up("000000017").saved_card
    assert (card.label, card.last4, card.exp_month, card.exp_year) == ("Card", "4242", 12, 2039)
    again = replace(gateway.charge, reference="000000025", token=card.token)
    assert gateway.client.charge(again).state == "succeeded"


def test_a_cancelled_checkout_takes_no_card(gateway: Any) -> None:
    opened = gateway.client.create_checkout(gateway.checkout)
    assert gateway.client.cancel_checkout("000000017").state == "cancelled"
    Payer().send_card(opened.url, "4242424242424242")
    assert gateway.client.look_up("000000017").state == "cancelled"
    assert gateway.server.books.charges() == []


def test_cancelling_what_is_paid_says_paid(gateway: Any) -> None:
    Payer().pay(gateway.client.create_checkout(gateway.checkout).url)
    assert gateway.client.cancel_checkout("000000017").state == "succeeded"


def test_cancelling_what_never_arrived_refuses_it_from_then_on(gateway: Any) -> None:
    assert gateway.client.look_up("000000017") is None
    assert gateway.client.cancel_checkout("000000017").state == "cancelled"
    assert gateway.client.charge(gateway.charge).state == "cancelled"
    assert gateway.server.books.charges() == []


def test_it_tells_what_happened(gateway: Any) -> None:
    gateway.client.charge(gateway.charge)
    headers, body = eventually(lambda: gateway.told)[0]
    event = gateway.client.read_event(headers, body, datetime.now(tz=UTC))
    assert event.payment == gateway.client.look_up("000000017")
    assert event.event_id


def test_it_tells_the_same_event_under_the_same_id(gateway: Any) -> None:
    gateway.client.charge(replace(gateway.charge, token=token_of(Behaviour.ANSWERS_TWICE)))
    eventually(lambda: len(gateway.told) == 3)
    read = {
        gateway.client.read_event(headers, body, datetime.now(tz=UTC)).event_id
        for headers, body in gateway.told
    }
    assert len(read) == 1


def test_events_that_are_changed_old_or_unsigned_are_not_trusted(gateway: Any) -> None:
    gateway.client.charge(gateway.charge)
    headers, body = eventually(lambda: gateway.told)[0]
    now = datetime.now(tz=UTC)
    untrusted = [
        (headers, body.replace(b"8240", b"8241"), now),
        (headers, body, now + timedelta(minutes=6)),
        (headers, body, now - timedelta(minutes=6)),
        ({}, body, now),
        (headers | {"gateway-signature": ""}, body, now),
        (headers | {"gateway-signature": "é"}, body, now),
        (headers | {"gateway-timestamp": "soon"}, body, now),
    ]
    for shown, text, at in untrusted:
        with pytest.raises(UntrustedEvent):
            gateway.client.read_event(shown, text, at)


def test_a_gateway_that_is_down_is_unavailable(gateway: Any) -> None:
    gateway.server.stop()
    calls = [
        lambda: gateway.client.create_checkout(gateway.checkout),
        lambda: gateway.client.charge(gateway.charge),
        lambda: gateway.client.look_up("000000017"),
        lambda: gateway.client.cancel_checkout("000000017"),
    ]
    for call in calls:
        with pytest.raises(GatewayUnavailable):
            call()


def test_a_stranger_is_refused(gateway: Any) -> None:
    stranger = SimulatedCardGateway(url=gateway.server.url, secret="guess", timeout_s=1)
    with pytest.raises(GatewayRefused):
        stranger.look_up("000000017")
    with pytest.raises(GatewayRefused):
        stranger.charge(gateway.charge)
    assert gateway.server.books.charges() == []


def test_threads_are_gone_after_stop(gateway: Any) -> None:
    gateway.server.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gateway")]
