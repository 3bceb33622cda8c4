"""What staff change about an account's money, alone within their limits, else by two people."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hearthline.billing.deposits import deposit_held
from hearthline.billing.models import Adjustment, BillLine, Payout, Posting
from hearthline.billing.operations import (
    Refusal,
    UnableToAdjust,
    UnableToPayOut,
    decide_adjustment,
    pay_out,
    propose_adjustment,
    recover_debts,
    run_bills,
)
from hearthline.billing.queries import balance
from hearthline.payments.operations import record_payment
from tests import factories
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


@pytest.fixture
def account() -> Any:
    """Somebody who owes 100.00."""
    account = factories.make_account(created_at=datetime(2024, 1, 1, 12, tzinfo=UTC))
    plan = factories.make_plan(price_minor=10_000, tax_category="")
    factories.make_subscription(account, plan, started=date(2026, 3, 1))
    run_bills(bill_date=date(2026, 3, 1), now=datetime(2026, 3, 1, 18, tzinfo=UTC))
    return account


@pytest.fixture
def people() -> dict[str, Any]:
    return {
        name: factories.make_user(name, is_staff=True, roles=roles)
        for name, roles in {
            "sue": ("support",),
            "bea": ("billing",),
            "sam": ("admin",),
            "nat": ("network",),
        }.items()
    }


def propose(account: Any, user: Any, amount_minor: int, **fields: Any) -> Adjustment:
    defaults: dict[str, Any] = {
        "kind": "adjustment",
        "reason": "goodwill",
        "words": "",
        "applies": "now",
        "idempotency_key": str(uuid.uuid4()),
        "now": NOW,
    }
    return propose_adjustment(
        account_id=account.pk, user_id=user.pk, amount_minor=amount_minor, **(defaults | fields)
    )


def owed(account: Any) -> int:
    return balance(account_id=account.pk).amount_minor


def pay(account: Any, amount_minor: int, at: datetime) -> None:
    record_payment(
        account_id=account.pk,
        amount_minor=amount_minor,
        channel="check",
        reference="1",
        received_at=at,
        idempotency_key=str(uuid.uuid4()),
        staff_user_id=None,
        now=at,
    )


def booked(book: str) -> int:
    return sum(Posting.objects.filter(book=book).values_list("amount_minor", flat=True))


def test_within_the_limit_at_once_with_its_reason(account, people):
    made = propose(account, people["sue"], -2500, words="for the wait")
    assert (made.state, made.decided_by) == ("approved", None)
    assert owed(account) == 7500
    assert made.ledger_transaction
    assert made.ledger_transaction.description == "Goodwill: for the wait"


def test_on_the_next_bill_in_the_accounts_language(account, people):
    account.language = "es"
    account.save()
    made = propose(account, people["sue"], -2500, applies="next_bill", reason="outage")
    assert owed(account) == 10_000
    run_bills(bill_date=date(2026, 4, 1), now=datetime(2026, 4, 1, 18, tzinfo=UTC))
    line = BillLine.objects.get(charge=made.charge)
    assert (line.amount_minor, line.description) == (-2500, "Interrupción")


def test_above_the_limit_a_second_person_decides(account, people):
    made = propose(account, people["sue"], -2501)
    assert made.state == "proposed"
    assert owed(account) == 10_000
    for who, refusal in (("sue", Refusal.YOURSELF), ("nat", Refusal.ROLE)):
        with pytest.raises(UnableToAdjust) as caught:
            decide_adjustment(adjustment_id=made.pk, approve=True, user_id=people[who].pk, now=NOW)
        assert caught.value.refusal is refusal
    for _again in range(2):
        decided = decide_adjustment(
            adjustment_id=made.pk, approve=True, user_id=people["bea"].pk, now=NOW
        )
        assert (decided.state, decided.decided_by) == ("approved", people["bea"])
        assert owed(account) == 7499
    with pytest.raises(UnableToAdjust) as caught:
        decide_adjustment(adjustment_id=made.pk, approve=False, user_id=people["bea"].pk, now=NOW)
    assert caught.value.refusal is Refusal.DECIDED


def test_many_small_ones_are_no_way_around(account, people):
    assert propose(account, people["sue"], -1500).state == "approved"
    assert propose(account, people["sue"], -1500).state == "proposed"
    assert propose(account, people["sue"], 1500, reason="not_billed").state == "proposed"
    later = NOW + timedelta(days=30)
    assert propose(account, people["sue"], -1500, now=later).state == "approved"
    assert owed(account) == 7000


def test_who_may_not(account, people):
    for user, fields, refusal in (
        ("nat", {}, Refusal.ROLE),
        ("sue", {"kind": "write_off", "reason": "bankruptcy"}, Refusal.ROLE),
        ("sue", {"reason": "bankruptcy"}, Refusal.REASON),
    ):
        with pytest.raises(UnableToAdjust) as caught:
            propose(account, people[user], -100, **fields)
        assert caught.value.refusal is refusal
    assert not Adjustment.objects.exists()


def test_a_billing_clerk_approves_up_to_their_own_limit(account, people):
    made = propose(account, people["sam"], -60_000)
    with pytest.raises(UnableToAdjust) as caught:
        decide_adjustment(adjustment_id=made.pk, approve=True, user_id=people["bea"].pk, now=NOW)
    assert caught.value.refusal is Refusal.ABOVE_YOUR_LIMIT
    refused = decide_adjustment(
        adjustment_id=made.pk, approve=False, user_id=people["bea"].pk, now=NOW
    )
    assert refused.state == "refused"
    assert owed(account) == 10_000


def test_the_same_form_is_the_same_adjustment(account, people):
    first = propose(account, people["sue"], -100, idempotency_key="a form")
    again = propose(account, people["sue"], -100, idempotency_key="a form")
    assert first.pk == again.pk
    assert owed(account) == 9900
    with pytest.raises(UnableToAdjust) as caught:
        propose(account, people["sue"], -200, idempotency_key="a form")
    assert caught.value.refusal is Refusal.USED


def test_the_database_refuses_to_change_what_was_decided(account, people):
    made = propose(account, people["sue"], -100)
    for change in (
        {"amount_minor": -99},
        {"state": "refused"},
        {"decided_by": people["sue"].pk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adjustment.objects.filter(pk=made.pk).update(**change)


def test_a_debt_written_off_and_paid_after_all(account, people):
    made = propose(account, people["bea"], -9000, kind="write_off", reason="bankruptcy")
    assert made.state == "proposed"
    decide_adjustment(adjustment_id=made.pk, approve=True, user_id=people["sam"].pk, now=NOW)
    assert (owed(account), booked("bad_debt")) == (1000, 9000)
    with pytest.raises(UnableToAdjust) as caught:
        propose(account, people["sam"], -1001, kind="write_off", reason="bankruptcy")
    assert caught.value.refusal is Refusal.NOT_OWED
    pay(account, 1000, NOW + timedelta(days=1))
    assert recover_debts(now=NOW + timedelta(days=1)) == 0
    for day, amount, left in ((2, 4000, 5000), (3, 7000, 0)):
        at = NOW + timedelta(days=day)
        pay(account, amount, at)
        assert recover_debts(now=at) == 1
        assert recover_debts(now=at) == 0
        assert booked("bad_debt") == left
    # What was paid beyond all of it is credit.
    assert owed(account) == -2000


def test_credit_is_paid_back(account, people):
    pay(account, 13_000, NOW)
    with pytest.raises(UnableToAdjust) as caught:
        propose(account, people["sam"], 3001, kind="refund", reason="overpaid")
    assert caught.value.refusal is Refusal.NO_CREDIT
    propose(account, people["bea"], 3000, kind="refund", reason="overpaid")
    payout = Payout.objects.get()
    assert (owed(account), booked("refunds"), booked("cash")) == (0, -3000, 13_000)
    with pytest.raises(UnableToPayOut):
        pay_out(payout_id=payout.pk, reference="  ", user_id=people["bea"].pk, now=NOW)
    for _again in range(2):
        pay_out(payout_id=payout.pk, reference="check 77", user_id=people["bea"].pk, now=NOW)
        assert (booked("refunds"), booked("cash")) == (0, 10_000)
    with pytest.raises(UnableToPayOut):
        pay_out(payout_id=payout.pk, reference="check 78", user_id=people["bea"].pk, now=NOW)


def test_a_deposit_is_taken_used_and_given_back(account, people):
    bea = people["bea"]
    propose(account, bea, 20_000, kind="deposit", reason="taken")
    run_bills(bill_date=date(2026, 4, 1), now=datetime(2026, 4, 1, 18, tzinfo=UTC))
    assert deposit_held(account_id=account.pk).held.amount_minor == 20_000
    assert owed(account) == 40_000
    at = datetime(2026, 4, 2, 18, tzinfo=UTC)
    propose(account, bea, -15_000, kind="deposit_used", reason="debt", now=at)
    assert (owed(account), booked("deposits")) == (25_000, -5000)
    propose(account, bea, -4000, kind="deposit", reason="given_back", now=at)
    with pytest.raises(UnableToAdjust) as caught:
        propose(account, bea, -1001, kind="deposit_used", reason="debt", now=at)
    assert caught.value.refusal is Refusal.NO_DEPOSIT
    run_bills(bill_date=date(2026, 5, 1), now=datetime(2026, 5, 1, 18, tzinfo=UTC))
    held = deposit_held(account_id=account.pk)
    assert (held.held.amount_minor, held.free.amount_minor) == (1000, 1000)
    assert owed(account) == 31_000
