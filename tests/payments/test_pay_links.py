"""A bill paid by somebody who has no sign-in: once, and never more than is left of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hearthline.billing.operations import run_bills
from hearthline.billing.queries import latest_bill
from hearthline.identity.models import SecurityEvent
from hearthline.notices.models import Message
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.models import PayLink, Payment, PaymentMethod
from hearthline.payments.operations import (
    PaymentStep,
    UnableToPay,
    UnableToUsePayLink,
    make_pay_link,
    pay_by_link,
    record_payment,
    return_by_link,
    withdraw_pay_link,
)
from hearthline.payments.pay_links import link_payment, pay_link_by_token, pay_links_of
from tests import factories
from tests.payments.conftest import OWED, Shop, at_once

PRICE = 7_130


def now() -> datetime:
    return datetime.now(tz=UTC)


@pytest.fixture
def bill(shop: Shop) -> str:
    """alice's bill; what the shop's household owed from before is older than it."""
    for account in (shop.home, shop.cast.other):
        factories.make_subscription(account, factories.make_plan(price_minor=PRICE))
    run_bills(bill_date=date(2026, 3, 1), now=now())
    latest = latest_bill(account_id=shop.home.pk)
    assert latest is not None
    return latest.number


def made(shop: Shop, bill: str, **changes: Any) -> str:
    asked = {
        "account_id": shop.home.pk,
        "user_id": shop.cast.alice.pk,
        "bill_number": bill,
        "now": now(),
    }
    return make_pay_link(**(asked | changes))


def paid(token: str, **changes: Any) -> PaymentStep:
    asked: dict[str, Any] = {
        "receipt_to": "",
        "return_url_for": lambda number: f"http://127.0.0.1:1/pay/{token}/payments/{number}/",
        "language": "en",
        "now": now(),
    }
    return pay_by_link(token=token, **(asked | changes))


def finished(shop: Shop, token: str, step: PaymentStep, card: Behaviour) -> str:
    shop.payer.pay(step.continue_url, card)
    return_by_link(token=token, payment_number=step.number, now=now())
    return shop.status(step.number)


def state(token: str) -> str:
    found = pay_link_by_token(token=token, now=now())
    return found.state if found else "gone"


def reason(operation: Any, *args: Any, **asked: Any) -> str:
    with pytest.raises(UnableToUsePayLink) as refused:
        operation(*args, **asked)
    return refused.value.reason


def test_a_relative_pays_and_the_household_hears_of_it(shop: Shop, bill: str):
    token = made(shop, bill, user_id=shop.cast.bob.pk)
    found = pay_link_by_token(token=token, now=now())
    assert found is not None
    assert (found.ending, found.amount.amount_minor, found.state) == ("CE-1", PRICE, "open")
    step = paid(token, receipt_to="Gran@mail.example")
    assert finished(shop, token, step, Behaviour.SUCCEEDS) == "succeeded"
    assert shop.charged() == [PRICE]
    assert shop.owed() == OWED
    payment = Payment.objects.get()
    assert (payment.started_by_user_id, payment.save_method) == (None, False)
    assert not PaymentMethod.objects.exists(), "no card is kept"
    told = Message.objects.filter(kind="pay_link_used", channel="email")
    assert {one.recipient for one in told} == {shop.cast.alice.email, shop.cast.bob.email}
    receipt = Message.objects.get(kind="pay_link_receipt")
    assert (receipt.recipient, receipt.account_id) == ("gran@mail.example", None)
    for secret in (shop.home.number, shop.home.name, bill):
        assert secret not in receipt.subject + receipt.body_text + receipt.body_html
    assert not Message.objects.filter(kind="payment_receipt").exists()
    kinds = set(SecurityEvent.objects.values_list("user__username", "kind"))
    assert {("bob", "pay_link_made"), ("bob", "pay_link_used"), ("alice", "pay_link_used")} <= kinds
    assert state(token) == "paid"
    assert reason(paid, token) == "not_there", "it works once"
    assert link_payment(token=token, number=step.number) is not None, "the receipt stays"


def test_two_at_once_are_led_to_one_payment(shop: Shop, bill: str):
    token = made(shop, bill)
    steps = at_once(*[lambda: paid(token)] * 6)
    assert len({step.number for step in steps}) == 1
    assert len({step.continue_url for step in steps}) == 1
    assert state(token) == "begun"
    assert finished(shop, token, steps[0], Behaviour.SUCCEEDS) == "succeeded"
    assert shop.charged() == [PRICE]


def test_after_a_declined_card_it_goes_on(shop: Shop, bill: str):
    token = made(shop, bill)
    first = paid(token)
    assert finished(shop, token, first, Behaviour.DECLINED) == "failed"
    assert state(token) == "open"
    second = paid(token)
    assert second.number != first.number
    assert finished(shop, token, second, Behaviour.SUCCEEDS) == "succeeded"
    assert shop.charged() == [PRICE]


def test_never_more_than_is_due_when_the_household_pays_as_well(shop: Shop, bill: str):
    token = made(shop, bill)
    step = shop.pay(amount_minor=OWED + PRICE)
    assert state(token) == "busy"
    with pytest.raises(UnableToPay) as refused:
        paid(token)
    assert refused.value.reason == "payment_in_progress"
    shop.payer.pay(step.continue_url)
    shop.come_back(step.number)
    assert state(token) == "paid"
    assert reason(paid, token) == "nothing_due"
    assert shop.charged() == [OWED + PRICE]


def test_what_was_paid_meanwhile_is_left_out(shop: Shop, bill: str):
    token = made(shop, bill)
    record_payment(
        account_id=shop.home.pk,
        amount_minor=OWED + 1_000,
        channel="cash",
        reference="",
        received_at=now(),
        idempotency_key=uuid4().hex,
        staff_user_id=None,
        now=now(),
    )
    step = paid(token)
    assert finished(shop, token, step, Behaviour.SUCCEEDS) == "succeeded"
    assert shop.charged() == [PRICE - 1_000]
    assert shop.owed() == 0


def test_withdrawn_over_or_never_made_it_is_gone(shop: Shop, bill: str):
    token = made(shop, bill)
    (line,) = pay_links_of(account_id=shop.home.pk, bill_number=bill, now=now())
    hers = {"user_id": shop.cast.mallory.pk, "pay_link_id": line.id, "now": now()}
    assert reason(withdraw_pay_link, **hers, account_id=shop.cast.other.pk) == "not_there"
    assert reason(withdraw_pay_link, **hers, account_id=shop.home.pk) == "not_allowed"
    late = now() + timedelta(days=14)
    assert pay_link_by_token(token=token, now=late) is None
    assert reason(paid, token, now=late) == "not_there"
    withdraw_pay_link(**(hers | {"user_id": shop.cast.alice.pk}), account_id=shop.home.pk)
    for nothing in (token, "", "n" * 43, "\0"):
        assert state(nothing) == "gone"
        assert reason(paid, nothing) == "not_there"
    assert shop.charged() == []


def test_who_may_make_one(shop: Shop, bill: str):
    tess, vera = factories.make_user("tess"), factories.make_user("vera")
    factories.make_member(shop.home, tess, role="technician")
    factories.make_member(shop.home, vera, role="viewer")
    for user in (tess, vera, shop.cast.mallory, shop.cast.sam):
        assert reason(made, shop, bill, user_id=user.pk) == "not_allowed"
    hers = {"account_id": shop.cast.other.pk, "user_id": shop.cast.mallory.pk}
    assert reason(made, shop, bill, **hers) == "not_there", "alice's bill on mallory's account"
    assert reason(made, shop, "300000017") == "not_there"
    for _ in range(10):
        made(shop, bill)
    assert reason(made, shop, bill) == "too_many"
    assert PayLink.objects.count() == 10


def test_a_link_finds_its_own_payments_only(shop: Shop, bill: str):
    own, other = made(shop, bill), made(shop, bill)
    step = shop.pay()
    assert link_payment(token=own, number=step.number) is None
    assert reason(return_by_link, token=own, payment_number=step.number, now=now()) == "not_there"
    shop.payer.press(step.continue_url, "back")
    shop.come_back(step.number)
    begun = paid(own)
    assert link_payment(token=other, number=begun.number) is None
    assert finished(shop, own, begun, Behaviour.SUCCEEDS) == "succeeded"


@pytest.mark.parametrize("email", ["nonsense", "a@b", "x" * 300 + "@mail.example", "a\n@b.example"])
def test_nonsense_for_a_receipt_charges_nothing(shop: Shop, bill: str, email: str):
    assert reason(paid, made(shop, bill), receipt_to=email) == "bad_email"
    assert not Payment.objects.exists()


def test_twenty_tries_an_hour(shop: Shop, bill: str):
    token = made(shop, bill)
    for _ in range(20):
        paid(token)
    assert reason(paid, token) == "too_many"
    assert Payment.objects.count() == 1
