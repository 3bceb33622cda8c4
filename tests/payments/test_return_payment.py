"""A payment that was taken back: owed again, told of, and its fee charged; each exactly once."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from hearthline.billing.models import Charge
from hearthline.kernel.checks import run_checks
from hearthline.notices.models import Message
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.cash_report import cash_received
from hearthline.payments.models import Payment, ReturnedPayment
from hearthline.payments.operations import (
    UnableToReturnPayment,
    record_payment,
    return_payment,
)
from hearthline.payments.queries import latest_payment, payment_detail
from tests.payments.card_company import eventually
from tests.payments.conftest import OWED, Shop, at_once, keep

EACH_ONCE = 2
"""alice and bob."""


@pytest.fixture(autouse=True)
def fee(settings: Any) -> None:
    settings.RETURNED_PAYMENT_FEE = Decimal(25)


def now() -> datetime:
    return datetime.now(tz=UTC)


def came_back(shop: Shop) -> bool:
    return ReturnedPayment.objects.exists()


def told() -> int:
    return Message.objects.filter(kind="returned_payment_fee", part_of=None).count()


def test_the_gateway_says_so(shop: Shop):
    step = shop.pay(method_id=keep(shop.home, Behaviour.CHARGED_BACK))
    assert step.status == "succeeded"
    assert shop.owed() == 0
    eventually(lambda: came_back(shop))
    assert shop.owed() == OWED
    assert shop.charged() == [OWED, -OWED]
    assert [charge.amount_minor for charge in Charge.objects.all()] == [2500]
    assert told() == EACH_ONCE
    detail = payment_detail(account_id=shop.home.pk, number=step.number)
    assert detail is not None
    assert detail.row.returned_at is not None
    assert latest_payment(account_id=shop.home.pk) is None


def test_told_again_at_once_and_later(shop: Shop):
    shop.pay(method_id=keep(shop.home, Behaviour.CHARGED_BACK))
    eventually(lambda: came_back(shop))
    headers, body = eventually(lambda: shop.webhook_door.seen[1:])[0]
    at_once(*[lambda: shop.webhook_door.knock(headers, body)] * 4)
    payment = Payment.objects.get()
    answer = shop.company.books.find(payment.gateway_key)
    assert answer is not None
    assert not return_payment(payment_id=payment.pk, staff_user_id=None, now=now())
    assert shop.owed() == OWED
    assert Charge.objects.count() == 1
    assert told() == EACH_ONCE


def test_it_comes_before_the_news_that_it_was_paid(shop: Shop):
    shop.webhook_door.is_open = False
    step = shop.pay()
    shop.payer.pay(step.continue_url, Behaviour.CHARGED_BACK)
    assert shop.status(step.number) == "pending"
    eventually(lambda: len(shop.charged()) == 2)
    shop.reconcile()
    assert shop.status(step.number) == "succeeded"
    assert came_back(shop)
    assert shop.owed() == OWED
    shop.webhook_door.is_open = True
    eventually(lambda: shop.events() == 2)
    assert shop.owed() == OWED
    assert Charge.objects.count() == 1


def check_of(shop: Shop) -> Payment:
    record_payment(
        account_id=shop.home.pk,
        amount_minor=OWED,
        channel="check",
        reference="1007",
        received_at=now(),
        idempotency_key="1",
        staff_user_id=shop.cast.sam.pk,
        now=now(),
    )
    return Payment.objects.get()


def test_a_check_that_bounced(shop: Shop, settings: Any):
    settings.RETURNED_PAYMENT_FEE = Decimal(0)
    payment = check_of(shop)
    assert shop.owed() == 0
    assert return_payment(payment_id=payment.pk, staff_user_id=shop.cast.sam.pk, now=now())
    assert shop.owed() == OWED
    assert not Charge.objects.exists()
    assert told() == EACH_ONCE
    texts = Message.objects.filter(kind="returned_payment_fee").values_list("body_text", flat=True)
    assert not any("A fee of" in text for text in texts)
    today = now().date()
    report = cash_received(since=today.replace(day=1), until=today, currency="USD")
    assert sum(line.amount.amount_minor for line in report.lines) == 0


def test_what_never_came_does_not_go_back(shop: Shop):
    step = shop.pay()
    payment = Payment.objects.get(number=step.number)
    with pytest.raises(UnableToReturnPayment):
        return_payment(payment_id=payment.pk, staff_user_id=None, now=now())


def test_a_return_stays(shop: Shop):
    payment = check_of(shop)
    return_payment(payment_id=payment.pk, staff_user_id=None, now=now())
    with pytest.raises(Exception, match=r"permission denied|never change"), transaction.atomic():
        ReturnedPayment.objects.all().delete()


def test_one_that_only_the_ledger_knows_is_found(shop: Shop):
    from hearthline.billing.operations import reverse_transaction

    payment = check_of(shop)
    with transaction.atomic():
        assert payment.ledger_transaction_id is not None
        reverse_transaction(transaction_id=payment.ledger_transaction_id, description="", now=now())
        findings = run_checks()[1]
        transaction.set_rollback(True)
    assert f"payment {payment.number} and the ledger say different things" in str(findings)
