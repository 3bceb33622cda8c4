"""Asking the card company about what is still open."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hearthline.notices.models import Message
from hearthline.payments import operations
from hearthline.payments.adapters.card import GatewayUnavailable
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.adapters.card.simulated.client import SimulatedCardGateway
from hearthline.payments.models import Payment
from hearthline.payments.operations import (
    UnableToCancelPayment,
    UnableToFindPayment,
    cancel_payment,
    complete_return,
)
from tests.payments.card_company import company, eventually
from tests.payments.conftest import OWED, Shop, keep


def _cancel(shop: Shop, number: str, account: Any = None) -> operations.PaymentStep:
    return cancel_payment(
        payment_number=number,
        account_id=(account or shop.home).pk,
        user_id=None,
        now=datetime.now(tz=UTC),
    )


def test_a_page_nobody_finished_expires_after_half_an_hour(shop: Shop):
    step = shop.pay()
    shop.reconcile(after=timedelta(minutes=29))
    assert shop.status(step.number) == "pending"
    shop.reconcile(after=timedelta(minutes=31))
    payment = Payment.objects.get()
    assert (payment.status, payment.failure_reason) == ("cancelled", "expired")
    shop.payer.send_card(step.continue_url, "4242424242424242")
    assert shop.charged() == []
    assert shop.owed() == OWED


def test_a_page_finished_at_the_last_moment_is_settled(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    shop.reconcile(after=timedelta(hours=2))
    assert shop.status(step.number) == "succeeded"


def test_a_young_payment_is_left_alone(shop: Shop):
    shop.pay()
    assert shop.reconcile(after=timedelta(seconds=5)).asked == 0


def test_what_the_company_never_heard_of_ends_and_can_never_be_charged(
    shop: Shop, monkeypatch: Any
):
    held: list[Any] = []

    def stuck(self: Any, request: Any) -> Any:
        held.append(request)
        raise GatewayUnavailable

    monkeypatch.setattr(SimulatedCardGateway, "charge", stuck)
    step = shop.pay(method_id=keep(shop.home))
    monkeypatch.undo()
    assert step.status == "unknown"
    shop.reconcile(after=timedelta(minutes=1))
    assert shop.status(step.number) == "unknown"
    shop.reconcile(after=timedelta(minutes=3))
    payment = Payment.objects.get()
    assert (payment.status, payment.failure_reason) == ("cancelled", "not_reached")
    # The request that was on its way all the time arrives.
    late = SimulatedCardGateway(url=shop.company.url, secret="the-tests-gateway-secret")
    assert late.charge(held[0]).state == "cancelled"
    assert shop.charged() == []


def test_a_company_that_is_down_stops_the_run_and_the_next_one_goes_on(
    shop: Shop, settings: Any, tmp_path: Any
):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    port = int(shop.company.url.rsplit(":", 1)[1])
    shop.company.stop()
    done = shop.reconcile()
    assert (done.asked, done.finished, done.gateway_answers) == (1, 0, False)
    with company(tmp_path / "gateway", port=port):
        done = shop.reconcile()
    assert (done.asked, done.finished, done.gateway_answers) == (1, 1, True)
    assert shop.owed() == 0


def test_running_twice_changes_nothing(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url)
    for _ in range(3):
        shop.reconcile(after=timedelta(hours=1))
    assert shop.owed() == 0
    assert Message.objects.count() == 1


def test_cancelling_ends_it_at_the_company_first(shop: Shop):
    step = shop.pay()
    cancelled = _cancel(shop, step.number)
    assert (cancelled.status, cancelled.failure_reason) == ("cancelled", "turned_back")
    shop.payer.send_card(step.continue_url, "4242424242424242")
    assert shop.charged() == []
    assert _cancel(shop, step.number).status == "cancelled"


def test_cancelling_what_turns_out_paid_settles_it(shop: Shop):
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.WEBHOOK_NEVER)
    assert _cancel(shop, step.number).status == "succeeded"
    assert shop.owed() == 0


def test_cancelling_after_a_crash_between_our_row_and_the_companys_page(shop: Shop):
    step = shop.pay()
    Payment.objects.update(confirmation_url="", gateway_reference="")
    assert _cancel(shop, step.number).status == "cancelled"


def test_cancelling_with_the_company_down_changes_nothing(shop: Shop):
    step = shop.pay()
    shop.company.stop()
    with pytest.raises(UnableToCancelPayment):
        _cancel(shop, step.number)
    assert shop.status(step.number) == "pending"


def test_the_payers_own_way_back_cancels(shop: Shop):
    step = shop.pay()
    shop.payer.press(step.continue_url, "back")
    assert shop.come_back(step.number).status == "cancelled"
    assert shop.pay(method_id=keep(shop.home)).status == "succeeded"


def test_mallory_cannot_touch_or_find_out(shop: Shop):
    step = shop.pay()
    for number in (step.number, "000000000"):
        with pytest.raises(UnableToFindPayment):
            _cancel(shop, number, shop.cast.other)
        with pytest.raises(UnableToFindPayment):
            complete_return(
                payment_number=number,
                account_id=shop.cast.other.pk,
                now=datetime.now(tz=UTC),
            )
    assert shop.status(step.number) == "pending"


def test_money_that_moved_after_all_is_booked(shop: Shop):
    """A gateway that charges after it said cancelled: the account must not lose the money."""
    step = shop.pay()
    payment = Payment.objects.get()
    Payment.objects.update(
        status="cancelled", failure_reason="expired", confirmation_url="", gateway_reference=""
    )
    shop.payer.pay(step.continue_url)
    eventually(lambda: shop.status(payment.number) == "succeeded")
    assert shop.owed() == 0
    assert Payment.objects.get().failure_reason == ""
