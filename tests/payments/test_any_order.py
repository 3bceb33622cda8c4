"""Whatever comes, in whatever order and how often: one settlement at most, the right one."""

from collections import Counter
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthline.billing.models import LedgerTransaction
from hearthline.billing.queries import balance
from hearthline.kernel.checks import run_checks
from hearthline.kernel.money import Money
from hearthline.notices.models import Message
from hearthline.payments.adapters.card import GatewayPayment
from hearthline.payments.models import UNFINISHED, Payment
from hearthline.payments.operations import settle_payment
from tests.conftest import NOW
from tests.payments.conftest import OWED, owe

_numbers = count(1)
SAYS = GatewayPayment("key", "tcg", "open", Money(OWED, "USD"), url="http://pay", card_last4="4242")
ANSWERS = {
    "open": SAYS,
    "needs_confirmation": replace(SAYS, state="needs_confirmation"),
    "processing": replace(SAYS, state="processing", url=""),
    "succeeded": replace(SAYS, state="succeeded", url=""),
    "failed": replace(SAYS, state="failed", url="", failure_reason="card_declined"),
    "cancelled": replace(SAYS, state="cancelled", url=""),
}


@pytest.fixture
def household(cast: Any) -> Any:
    return cast.home


def _payment(account: Any) -> Payment:
    number = f"N{next(_numbers)}"
    return Payment.objects.create(
        account=account,
        number=number,
        amount_minor=OWED,
        currency="USD",
        status="pending",
        channel="card",
        idempotency_key=number,
        request_hash=b"0" * 32,
        gateway="simulated",
        gateway_key=number,
        created_at=NOW,
    )


@given(said=st.lists(st.sampled_from(sorted(ANSWERS)), max_size=8))
@settings(
    max_examples=60,
    deadline=None,
    # One household serves all examples: each brings a debt and a payment of its own.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_sequence_of_answers_settles_once(household: Any, said: list[str]):
    payment = _payment(household)
    owe(household, now=NOW)
    before = _books(household)
    for state in said:
        answer = replace(ANSWERS[state], gateway_reference=f"tcg-{payment.number}")
        settle_payment(payment_id=payment.pk, answer=answer, now=NOW)
    payment.refresh_from_db()
    after = _books(household)
    difference = {name: after[name] - before[name] for name in after}
    if "succeeded" in said:
        assert payment.status == "succeeded"
        assert difference == {"balance": -OWED, "posted": 1, "receipts": 1}
    else:
        assert payment.status != "succeeded"
        assert difference == {"balance": 0, "posted": 0, "receipts": 0}
    ended = [state for state in said if state in {"failed", "cancelled"}]
    if ended and "succeeded" not in said:
        assert payment.status == ended[0]
    if payment.status not in UNFINISHED:
        assert payment.confirmation_url == ""
    _, findings = run_checks()
    # Unfinished ones of the tests' own past are rightly reported as waiting for long.
    assert [found for found in findings if "has no payment" in found.detail] == []
    assert [found for found in findings if "is posted" in found.detail] == []


def _books(account: Any) -> Counter[str]:
    return Counter(
        balance=balance(account_id=account.pk).amount_minor,
        posted=LedgerTransaction.objects.filter(kind="payment").count(),
        receipts=Message.objects.filter(kind="payment_receipt").count(),
    )
