"""What the database refuses, asked as the application's own role."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from hearthline.payments.models import Payment
from hearthline.payments.operations import keep_card, record_payment
from tests.conftest import NOW
from tests.payments.test_methods import CARD


@pytest.fixture
def settled(cast: Any) -> Payment:
    number = record_payment(
        account_id=cast.home.pk,
        amount_minor=5000,
        channel="cash",
        reference="",
        received_at=NOW,
        idempotency_key="k",
        staff_user_id=None,
        now=NOW,
    ).number
    return Payment.objects.get(number=number)


def _card_payment(cast: Any, **fields: Any) -> Payment:
    values: dict[str, Any] = {
        "account": cast.home,
        "number": "000009999",
        "amount_minor": 5000,
        "currency": "USD",
        "status": "pending",
        "channel": "card",
        "idempotency_key": "card-1",
        "request_hash": b"0" * 32,
        "gateway": "simulated",
        "gateway_key": "000009999-a",
        "created_at": NOW,
    }
    return Payment.objects.create(**(values | fields))


def _refused(work: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        _do_at_once(work)


def _do_at_once(work: Any) -> None:
    """Keys are held against other tables at the end of a transaction unless asked for."""
    work()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "change",
    [
        {"amount_minor": 4000},
        {"status": "failed", "failure_reason": "x", "settled_at": None},
        {"account_id": "other"},
        {"ledger_transaction_id": None},
        {"settled_at": None},
        {"number": "1"},
    ],
)
def test_a_settled_payment_never_changes(settled: Payment, cast: Any, change: dict[str, Any]):
    if "account_id" in change:
        change = {"account_id": cast.other.pk}
    _refused(lambda: Payment.objects.filter(pk=settled.pk).update(**change))


def test_payments_are_never_deleted(settled: Payment):
    _refused(settled.delete)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE payments_payment CASCADE")


@pytest.mark.parametrize(
    "fields",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"currency": "EUR"},
        {"status": "paid"},
        {"channel": "pigeon"},
        {"channel": "cash", "gateway": "", "gateway_key": None},
        {"status": "succeeded"},
        {"status": "succeeded", "settled_at": NOW},
        {"status": "pending", "settled_at": NOW},
        {"status": "failed"},
        {"gateway": ""},
        {"gateway_key": None},
        {"status": "failed", "failure_reason": "x", "confirmation_url": "http://pay"},
        {"method_id": 0},
    ],
)
def test_impossible_payments_are_refused(cast: Any, fields: dict[str, Any]):
    _refused(lambda: _card_payment(cast, **fields))


def test_a_possible_one_is_not(cast: Any):
    assert _card_payment(cast).pk


def test_a_posting_pays_for_one_payment_only(settled: Payment, cast: Any):
    _refused(
        lambda: _card_payment(
            cast,
            status="succeeded",
            settled_at=NOW,
            ledger_transaction_id=settled.ledger_transaction_id,
        )
    )


def test_nobody_pays_with_another_accounts_card(cast: Any):
    card = keep_card(account_id=cast.other.pk, gateway="simulated", card=CARD, now=NOW)
    _refused(lambda: _card_payment(cast, method=card))
    own = keep_card(account_id=cast.home.pk, gateway="simulated", card=CARD, now=NOW)
    assert _card_payment(cast, method=own).pk


def test_what_was_asked_for_never_changes(cast: Any):
    payment = _card_payment(cast)
    for change in ({"amount_minor": 1}, {"account_id": cast.other.pk}, {"idempotency_key": "z"}):
        _refused(lambda change=change: Payment.objects.filter(pk=payment.pk).update(**change))
    assert Payment.objects.filter(pk=payment.pk).update(status="unknown") == 1
