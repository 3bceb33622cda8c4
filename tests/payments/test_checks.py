"""The checks find what they are for: each is shown a broken row."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hearthline.billing.operations import Leg, post_transaction
from hearthline.kernel.checks import run_checks
from hearthline.payments.models import GatewayEvent, Payment
from tests.conftest import NOW
from tests.payments.test_guards import _card_payment


def _details() -> str:
    names, findings = run_checks()
    assert len(names) >= 4
    return "; ".join(finding.detail for finding in findings)


def _post(cast: Any, amount_minor: int, kind: str = "payment") -> int:
    return post_transaction(
        account_id=cast.home.pk,
        kind=kind,
        legs=[
            Leg("receivable", cast.home.pk, -amount_minor),
            Leg("gateway_clearing", None, amount_minor),
        ],
        currency="USD",
        scope="test",
        idempotency_key="1",
        description="",
        occurred_at=NOW,
        now=NOW,
    )


def test_all_is_well_with_nothing(cast: Any):
    assert _details() == ""


def test_a_payment_posted_with_another_amount(cast: Any):
    _card_payment(cast, status="succeeded", settled_at=NOW, ledger_transaction_id=_post(cast, 4999))
    assert "payment 000009999 of 5000 USD is posted as 4999" in _details()


def test_a_payment_posted_as_something_else(cast: Any):
    bill = _post(cast, 5000, kind="adjustment")
    _card_payment(cast, status="succeeded", settled_at=NOW, ledger_transaction_id=bill)
    assert "payment 000009999" in _details()


def test_a_posting_without_its_payment(cast: Any):
    posted = _post(cast, 5000)
    assert f"ledger transaction {posted} (1) has no payment" in _details()


def test_a_payment_undecided_for_a_day(cast: Any):
    now = datetime.now(tz=UTC)
    payment = _card_payment(cast, created_at=now - timedelta(hours=23))
    assert _details() == ""
    _card_payment(
        cast,
        number="2",
        gateway_key="2",
        idempotency_key="2",
        status="unknown",
        created_at=now - timedelta(hours=25),
    )
    assert "payment 2 is unknown since" in _details()
    assert payment.number not in _details()


def test_a_payment_charged_with_another_amount(cast: Any):
    _card_payment(
        cast, status="unknown", failure_reason="amount_differs", created_at=datetime.now(tz=UTC)
    )
    assert "payment 000009999 is unknown" in _details()


def test_an_event_nobody_acted_on(cast: Any):
    GatewayEvent.objects.create(
        gateway="simulated",
        event_id="evt-1",
        reference="x",
        payload={},
        received_at=datetime.now(tz=UTC) - timedelta(hours=2),
    )
    assert "event evt-1 waits since" in _details()
    assert not Payment.objects.exists()
