"""Reports, worked out by hand, and tied to the ledger."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from hearthline.billing.operations import propose_adjustment, run_bills
from hearthline.billing.reports import aged_accounts, ageing, revenue, taxes
from hearthline.billing.reports.ageing import BUCKETS
from hearthline.payments.cash_report import cash_received
from hearthline.payments.operations import record_payment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
MARCH: dict[str, Any] = {"since": date(2026, 3, 1), "until": date(2026, 3, 31), "currency": "USD"}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def bill(*days: date) -> None:
    for day in days:
        run_bills(bill_date=day, now=on(day))


def pay(account: Any, amount_minor: int, day: date, channel: Any = "check") -> None:
    record_payment(
        account_id=account.pk,
        amount_minor=amount_minor,
        channel=channel,
        reference="1",
        received_at=on(day),
        idempotency_key=str(uuid.uuid4()),
        staff_user_id=None,
        now=on(day),
    )


def adjust(account: Any, user: Any, amount_minor: int, day: date, **fields: Any) -> None:
    defaults = {"kind": "adjustment", "reason": "goodwill", "applies": "now"}
    made = propose_adjustment(
        account_id=account.pk,
        amount_minor=amount_minor,
        words="",
        user_id=user.pk,
        idempotency_key=str(uuid.uuid4()),
        now=on(day),
        **(defaults | fields),
    )
    assert made.state == "approved"


@pytest.fixture
def sam() -> Any:
    return factories.make_user("sam", is_staff=True)


@pytest.fixture
def account() -> Any:
    """50.00 a month since January, with 10 % of tax of which is none in the price."""
    account = factories.make_account(number="A-1", created_at=datetime(2024, 1, 1, tzinfo=UTC))
    factories.make_tax("state", rate_ppm=100_000, region="IL", name="State tax")
    plan = factories.make_plan(price_minor=5000, name="Fiber")
    factories.make_subscription(account, plan, started=date(2026, 1, 1))
    return account


def bucketed(found: Any) -> dict[str, int]:
    pairs = zip(BUCKETS, found.buckets, strict=True)
    return {name: amount.amount_minor for name, amount in pairs if amount}


def test_ageing_by_bucket_as_of_any_day(account, sam):
    bill(*(date(2026, month, 1) for month in (1, 2, 3, 4)))
    # Bills of 55.00, due on the 21st of January, February, March, April (20 days).
    pay(account, 3000, date(2026, 4, 3))
    other = factories.make_account(number="B-1", created_at=datetime(2024, 1, 1, tzinfo=UTC))
    pay(other, 700, date(2026, 4, 3))
    expected = {
        # 30.00 of January's are paid: 25.00 of it are left, 79 days late on the 10th of April.
        date(2026, 4, 10): {
            "not_due": 5500,
            "days_1_30": 5500,
            "days_31_60": 5500,
            "days_61_90": 2500,
            "credit": -700,
        },
        # Before the payments; January's is 69 days late.
        date(2026, 3, 31): {"days_1_30": 5500, "days_31_60": 5500, "days_61_90": 5500},
        date(2026, 2, 20): {"not_due": 5500, "days_1_30": 5500},
        date(2026, 7, 20): {
            "days_61_90": 5500,
            "days_over_90": 13_500,
            "credit": -700,
        },
        date(2025, 12, 31): {},
    }
    for day, sums in expected.items():
        found = ageing(as_of=day, currency="USD")
        assert bucketed(found) == sums, day
        assert found.tied.is_right
        accounts = list(aged_accounts(as_of=day, currency="USD"))
        totals = [sum(each.buckets[n].amount_minor for each in accounts) for n in range(7)]
        assert totals == [bucket.amount_minor for bucket in found.buckets]
    # What no bill explains is due at once, and older than every bill.
    adjust(account, sam, 900, date(2026, 4, 10), reason="not_billed")
    found = ageing(as_of=date(2026, 4, 10), currency="USD")
    assert bucketed(found)["days_61_90"] == 3400
    (largest,) = found.largest
    assert (largest.number, largest.balance.amount_minor) == ("A-1", 19_900)
    assert ageing(as_of=date(2026, 4, 10), currency="EUR").accounts == 0


def test_a_balance_beyond_all_bills(account, sam):
    adjust(account, sam, 900, date(2026, 1, 2), reason="not_billed")
    found = ageing(as_of=date(2026, 1, 2), currency="USD")
    assert bucketed(found) == {"no_bill": 900}
    assert found.tied.is_right


def told(report: Any) -> dict[tuple[str, str, str, str], int]:
    return {
        (line.group, line.name, line.place, line.kind): line.amount.amount_minor
        for line in report.lines
    }


def test_revenue_and_taxes_of_a_month(account, sam):
    factories.make_tax("within", rate_ppm=250_000, is_included=True, name="Within")
    bill(*(date(2026, month, 1) for month in (2, 3, 4)))
    adjust(account, sam, -300, date(2026, 3, 31))
    adjust(account, sam, -200, date(2026, 3, 10), applies="next_bill")
    earned = revenue(**MARCH)
    # 50.00 hold 25 %: 50 x 0.25 / 1.25 = 10.00
    assert told(earned) == {
        ("internet", "Fiber", "", "recurring"): 5000,
        ("included", "", "", "tax"): -1000,
        ("ledger", "", "", "adjustment"): -300,
    }
    assert earned.tied.is_right
    assert earned.tied.ledger.amount_minor == 3700
    held = taxes(**MARCH)
    assert told(held) == {
        ("data", "State tax", "IL", "tax"): 500,
        ("data", "Within", "", "tax"): 1000,
    }
    assert held.tied.is_right
    nothing = revenue(since=date(2025, 1, 1), until=date(2025, 1, 31), currency="USD")
    assert nothing.lines == ()
    assert nothing.tied.is_right


def test_cash_by_the_way_it_came(account, sam):
    bill(date(2026, 2, 1))
    pay(account, 5500, date(2026, 3, 1), "cash")
    pay(account, 1000, date(2026, 3, 31))
    pay(account, 300, date(2026, 3, 15))
    pay(account, 99, date(2026, 4, 1))
    found = cash_received(**MARCH)
    assert told(found) == {("payment", "", "", "check"): 1300, ("payment", "", "", "cash"): 5500}
    assert found.tied.is_right
    assert found.tied.ledger.amount_minor == 6800


def test_a_report_that_does_not_tie_says_so(account):
    from hearthline.billing.operations import Leg, post_transaction

    bill(date(2026, 3, 1))
    # Somebody posts a bill that isn't one.
    post_transaction(
        account_id=account.pk,
        kind="bill",
        legs=[Leg("receivable", account.pk, 1), Leg("revenue", None, -1)],
        currency="USD",
        scope="forged",
        idempotency_key="1",
        description="",
        occurred_at=on(date(2026, 3, 2)),
        now=on(date(2026, 3, 2)),
    )
    found = revenue(**MARCH)
    assert not found.tied.is_right
    assert found.tied.difference.amount_minor == -1
