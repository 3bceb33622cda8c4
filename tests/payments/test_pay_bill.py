"""Starting a payment: what is refused, what is the same, what goes on where."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from hearthline.customers.models import Member
from hearthline.notices.models import Message
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.adapters.card.simulated.client import SimulatedCardGateway
from hearthline.payments.models import Payment, PaymentMethod
from hearthline.payments.operations import UnableToPay
from hearthline.payments.queries import in_flight, latest_payment, payable, payment_detail
from tests.factories import make_member, make_user
from tests.payments.card_company import eventually
from tests.payments.conftest import OWED, Shop, at_once, keep, owe


def test_a_new_card_is_entered_on_the_companys_page(shop: Shop):
    step = shop.pay()
    assert step.status == "pending"
    assert step.continue_url.startswith(shop.company.url)
    assert payable(account_id=shop.home.pk).due.amount_minor == 0
    back = shop.payer.pay(step.continue_url)
    assert back == f"http://127.0.0.1:1/payments/{step.number}/return/"
    assert shop.come_back(step.number).status == "succeeded"
    assert shop.owed() == 0
    detail = payment_detail(account_id=shop.home.pk, number=step.number)
    assert detail is not None
    assert (detail.row.card_last4, detail.continue_url) == ("4242", "")
    assert latest_payment(account_id=shop.home.pk) == detail.row


def test_a_saved_card_is_charged_at_once(shop: Shop):
    step = shop.pay(method_id=keep(shop.home))
    assert (step.status, step.continue_url) == ("succeeded", "")
    assert shop.owed() == 0


def test_the_receipt_goes_to_who_paid_in_the_same_breath(shop: Shop):
    step = shop.pay(method_id=keep(shop.home), user_id=shop.cast.bob.pk, language="es")
    message = Message.objects.get(kind="payment_receipt")
    assert message.recipient == shop.cast.bob.email
    assert (message.account_id, message.user_id) == (shop.home.pk, shop.cast.bob.pk)
    assert step.number in message.body_text
    assert message.subject.strip() == "Recibimos su pago de $82.40"
    assert "4242" in message.body_html
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_message'"
            " AND args @> %s::jsonb",
            [f'{{"message_id": {message.pk}}}'],
        )
        assert cursor.fetchone() == (1,)


def test_the_card_is_kept_when_asked_and_not_otherwise(shop: Shop):
    kept = shop.pay(save_method=True)
    shop.payer.pay(kept.continue_url)
    shop.come_back(kept.number)
    method = PaymentMethod.objects.get(account=shop.home)
    assert (method.last4, method.exp_month, method.exp_year) == ("4242", 12, 2039)
    assert method.is_default
    owe(shop.home)
    again = shop.pay(method_id=method.pk)
    assert again.status == "succeeded"
    owe(shop.home)
    other = shop.pay()
    shop.payer.pay(other.continue_url)
    shop.come_back(other.number)
    assert PaymentMethod.objects.count() == 1


def test_the_company_is_asked_outside_any_transaction(shop: Shop, monkeypatch: Any):
    inside: list[bool] = []
    for name in ("create_checkout", "charge", "look_up", "cancel_checkout"):
        real = getattr(SimulatedCardGateway, name)

        def watched(self: Any, asked: Any, real: Any = real) -> Any:
            inside.append(connection.in_atomic_block)
            return real(self, asked)

        monkeypatch.setattr(SimulatedCardGateway, name, watched)
    shop.pay(method_id=keep(shop.home), amount_minor=1000)
    step = shop.pay(amount_minor=1000)
    shop.come_back(step.number)
    shop.reconcile(after=timedelta(hours=1))
    assert inside
    assert not any(inside)


def test_the_same_form_five_times_in_a_row_is_one_payment(shop: Shop):
    method_id = keep(shop.home)
    steps = [
        shop.pay(method_id=method_id, idempotency_key="form-1", balance_seen_minor=OWED)
        for _ in range(5)
    ]
    assert {step.number for step in steps} == {steps[0].number}
    assert shop.charged() == [OWED]


@pytest.mark.parametrize("saved", [True, False])
def test_the_same_form_five_times_at_once_is_one_payment(shop: Shop, *, saved: bool):
    method_id = keep(shop.home) if saved else None
    steps = at_once(*[lambda: shop.pay(method_id=method_id, idempotency_key="form-1")] * 5)
    assert len({step.number for step in steps if not isinstance(step, Exception)}) == 1, steps
    assert Payment.objects.count() == 1
    if saved:
        assert {step.status for step in steps} == {"succeeded"}
    else:
        assert len({step.continue_url for step in steps}) == 1
        shop.payer.pay(steps[0].continue_url)
        shop.come_back(steps[0].number)
    assert shop.charged() == [OWED]
    assert shop.owed() == 0
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": OWED - 1},
        {"save_method": True},
        {"user_id": "bob"},
        {"method_id": "saved"},
    ],
)
def test_the_same_key_with_something_else_in_it_is_refused(shop: Shop, change: dict[str, Any]):
    method_id = keep(shop.home)
    if change.get("method_id"):
        change = {"method_id": method_id}
    if change.get("user_id"):
        change = {"user_id": shop.cast.bob.pk}
    shop.pay(idempotency_key="form-1")
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(idempotency_key="form-1", **change)
    assert refusal.value.reason == "form_changed"
    assert Payment.objects.count() == 1


def test_two_people_paying_everything_at_once_one_is_charged(shop: Shop):
    method_id = keep(shop.home)
    seen = payable(account_id=shop.home.pk).due.amount_minor
    people = [shop.cast.alice.pk, shop.cast.bob.pk]
    outcomes = at_once(
        *[
            lambda user_id=user_id: shop.pay(
                method_id=method_id, user_id=user_id, balance_seen_minor=seen
            )
            for user_id in people
        ]
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, UnableToPay)]
    assert len(refused) == 1, outcomes
    assert refused[0].reason in {"payment_in_progress", "balance_changed"}
    assert shop.charged() == [OWED]
    assert shop.owed() == 0


def test_who_comes_second_learns_what_the_first_is_paying(shop: Shop):
    shop.pay()
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(user_id=shop.cast.bob.pk, balance_seen_minor=OWED)
    assert refusal.value.reason == "payment_in_progress"
    assert refusal.value.in_flight is not None
    assert refusal.value.in_flight.amount_minor == OWED
    assert refusal.value.due is not None
    assert refusal.value.due.amount_minor == 0


def test_who_comes_after_the_first_has_paid_learns_so(shop: Shop):
    shop.pay(method_id=keep(shop.home))
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(user_id=shop.cast.bob.pk, balance_seen_minor=OWED)
    assert refusal.value.reason == "balance_changed"
    assert shop.charged() == [OWED]


def test_two_people_may_pay_a_part_each(shop: Shop):
    method_id = keep(shop.home)
    at_once(
        lambda: shop.pay(method_id=method_id, amount_minor=4000, balance_seen_minor=OWED),
        lambda: shop.pay(method_id=method_id, amount_minor=4240, balance_seen_minor=OWED),
    )
    assert sorted(shop.charged()) == [4000, 4240]
    assert shop.owed() == 0


def test_paying_too_much_on_purpose_makes_a_credit(shop: Shop, settings: Any):
    settings.PAYMENT_MOST_CREDIT = 100
    method_id = keep(shop.home)
    shop.pay(method_id=method_id, amount_minor=OWED + 100_00)
    assert shop.owed() == -100_00
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(method_id=method_id, amount_minor=100_01)
    assert refusal.value.reason == "amount_too_large"


def test_the_limit_follows_the_currency(shop: Shop, settings: Any):
    from tests.factories import make_account

    settings.PAYMENT_MOST_CREDIT = 1000
    abroad = make_account(currency="JPY")
    step = shop.pay(account=abroad, amount_minor=1000, user_id=None)
    assert "¥1,000" in shop.payer.look(step.continue_url).text
    with pytest.raises(UnableToPay):
        shop.pay(account=abroad, amount_minor=1001, user_id=None)


@pytest.mark.parametrize("amount_minor", [0, -1, -(10**15)])
def test_an_amount_is_above_zero(shop: Shop, amount_minor: int):
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(amount_minor=amount_minor)
    assert refusal.value.reason == "amount_not_positive"
    assert not Payment.objects.exists()


def test_a_removed_or_expired_or_foreign_card_is_refused(shop: Shop):
    from hearthline.payments.operations import remove_payment_method

    now = datetime.now(tz=UTC)
    removed, foreign, expired = keep(shop.home), keep(shop.cast.other), None
    remove_payment_method(
        account_id=shop.home.pk, method_id=removed, user_id=shop.cast.alice.pk, now=now
    )
    expired = PaymentMethod.objects.create(
        account=shop.home,
        gateway="simulated",
        token="old",
        label="Card",
        last4="1111",
        exp_month=1,
        exp_year=2020,
        saved_at=now,
    ).pk
    for method_id, reason in [
        (removed, "no_such_method"),
        (foreign, "no_such_method"),
        (0, "no_such_method"),
        (expired, "method_expired"),
    ]:
        with pytest.raises(UnableToPay) as refusal:
            shop.pay(method_id=method_id)
        assert refusal.value.reason == reason
    assert shop.charged() == []


def test_mallory_viewers_and_strangers_cannot_pay_here(shop: Shop):
    viewer = make_user("victor")
    make_member(shop.home, viewer, role="viewer")
    stranger = make_user("stranger")
    for user in (shop.cast.mallory, viewer, stranger, shop.cast.sam):
        with pytest.raises(UnableToPay) as refusal:
            shop.pay(user_id=user.pk)
        assert refusal.value.reason == "not_allowed"
    assert not Payment.objects.exists()


def test_a_bill_of_somebody_else_is_not_there(shop: Shop):
    with pytest.raises(UnableToPay) as refusal:
        shop.pay(bill_number="100000017")
    assert refusal.value.reason == "no_such_bill"


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (Behaviour.DECLINED, "card_declined"),
        (Behaviour.INSUFFICIENT_FUNDS, "insufficient_funds"),
    ],
)
@pytest.mark.parametrize("saved", [True, False])
def test_a_decline_leaves_everything_as_it_was(
    shop: Shop, behaviour: Behaviour, reason: str, *, saved: bool
):
    step = shop.pay(method_id=keep(shop.home, behaviour) if saved else None)
    if not saved:
        shop.payer.pay(step.continue_url, behaviour)
        step = shop.come_back(step.number)
    assert (step.status, step.failure_reason) == ("failed", reason)
    assert shop.owed() == OWED
    assert in_flight(account_id=shop.home.pk).count == 0
    assert not Message.objects.exists()
    retry = shop.pay(method_id=keep(shop.home))
    assert retry.status == "succeeded"


@pytest.mark.parametrize("saved", [True, False])
@pytest.mark.parametrize(("button", "status"), [("yes", "succeeded"), ("no", "failed")])
def test_the_banks_question(shop: Shop, *, saved: bool, button: str, status: str):
    method_id = keep(shop.home, Behaviour.NEEDS_CONFIRMATION) if saved else None
    step = shop.pay(method_id=method_id)
    if saved:
        assert step.status == "needs_confirmation"
    else:
        shop.payer.pay(step.continue_url, Behaviour.NEEDS_CONFIRMATION)
    assert in_flight(account_id=shop.home.pk).total.amount_minor == OWED
    shop.payer.press(step.continue_url, button)
    assert shop.come_back(step.number).status == status
    assert shop.owed() == (0 if status == "succeeded" else OWED)


@pytest.mark.parametrize(
    ("behaviour", "status", "owed"),
    [(Behaviour.HANGS_CHARGED, "succeeded", 0), (Behaviour.HANGS_NOT_CHARGED, "failed", OWED)],
)
def test_a_time_out_is_unknown_and_then_found_out(
    shop: Shop, behaviour: Behaviour, status: str, owed: int
):
    step = shop.pay(method_id=keep(shop.home, behaviour))
    assert step.status == "unknown"
    assert payable(account_id=shop.home.pk).due.amount_minor == 0
    assert shop.come_back(step.number).status == "pending"
    eventually(lambda: shop.status(step.number) == status)  # its webhook comes
    assert shop.owed() == owed


def test_five_times_the_form_of_a_hanging_card_is_one_charge(shop: Shop):
    method_id = keep(shop.home, Behaviour.HANGS_CHARGED)
    steps = at_once(*[lambda: shop.pay(method_id=method_id, idempotency_key="form-1")] * 5)
    assert {step.status for step in steps} <= {"unknown", "pending"}, steps
    eventually(lambda: shop.status(steps[0].number) == "succeeded")
    assert shop.charged() == [OWED]


def test_a_company_that_is_down_when_a_page_is_wanted(shop: Shop):
    shop.company.stop()
    step = shop.pay()
    assert (step.status, step.failure_reason) == ("failed", "gateway_unavailable")
    assert step.continue_url == ""
    assert in_flight(account_id=shop.home.pk).count == 0


def test_a_company_that_is_down_when_a_card_is_charged(shop: Shop):
    shop.company.stop()
    step = shop.pay(method_id=keep(shop.home))
    assert step.status == "unknown"
    assert in_flight(account_id=shop.home.pk).total.amount_minor == OWED
    assert shop.come_back(step.number).status == "unknown"


def test_without_a_gateway_there_are_no_card_payments(shop: Shop, settings: Any):
    settings.CARD_ADAPTER = ""
    with pytest.raises(UnableToPay) as refusal:
        shop.pay()
    assert refusal.value.reason == "no_card_payments"


def test_a_payer_is_held_to_the_limit_to_the_cent(shop: Shop):
    Member.objects.filter(user=shop.cast.bob).update(most_minor=5_000)
    card = keep(shop.home)
    with pytest.raises(UnableToPay) as refused:
        shop.pay(user_id=shop.cast.bob.pk, amount_minor=5_001, method_id=card)
    assert refused.value.reason == "above_limit"
    assert shop.charged() == []
    shop.pay(user_id=shop.cast.bob.pk, amount_minor=5_000, method_id=card)
    assert shop.charged() == [5_000]
