"""A closed account's credit is asked for, approved and paid out; never more than is left."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hearthline.billing.closings import closings_to_see_to
from hearthline.billing.models import Adjustment, Closing, Payout
from hearthline.billing.operations import (
    Refusal,
    UnableToAdjust,
    UnableToPayOut,
    close_account,
    close_due_accounts,
    correct_bill,
    decide_adjustment,
    follow_closing_refunds,
    pay_out,
    preview_closing,
    run_bills,
    take_back_payout,
)
from hearthline.billing.operations.ledger import Leg, post_transaction
from hearthline.billing.queries import balance
from hearthline.kernel.checks import run_checks
from hearthline.kernel.sql import select
from hearthline.payments.operations import record_payment
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
CLOSING = date(2026, 4, 16)
NOW = datetime(2026, 4, 16, 18, tzinfo=UTC)


@pytest.fixture
def people() -> dict[str, Any]:
    return {
        name: factories.make_user(name, is_staff=True, roles=roles)
        for name, roles in {"bea": ("billing",), "ben": ("billing",), "sam": ("admin",)}.items()
    }


@pytest.fixture
def account() -> Any:
    """Somebody who owes 60.00, of which a closing on the 16th gives 15.00 back."""
    account = factories.make_account(created_at=datetime(2025, 12, 1, tzinfo=UTC))
    plan = factories.make_plan(price_minor=3000, tax_category="")
    factories.make_subscription(account, plan, started=date(2026, 3, 1))
    run_bills(bill_date=date(2026, 4, 1), now=datetime(2026, 4, 1, 18, tzinfo=UTC))
    return account


def pay(account: Any, minor: int, key: str = "k") -> None:
    record_payment(
        account_id=account.pk, amount_minor=minor, channel="cash", reference="", received_at=NOW,
        idempotency_key=key, staff_user_id=None, now=NOW,
    )  # fmt: skip


def close(account: Any, user: Any = None, day: date = CLOSING) -> None:
    close_account(
        account_id=account.pk,
        on_date=day,
        reason="Moves",
        user_id=user.pk if user else None,
        now=NOW,
    )


def owe(account: Any, minor: int) -> None:
    """As a bill made anew does."""
    post_transaction(
        account_id=account.pk,
        kind="adjustment",
        legs=[Leg("receivable", account.pk, minor), Leg("revenue", None, -minor)],
        currency="USD",
        scope="test",
        idempotency_key="1",
        description="",
        occurred_at=NOW,
        now=NOW,
    )


def owed(account: Any) -> int:
    return balance(account_id=account.pk).amount_minor


def refunds(account: Any) -> list[tuple[str, int]]:
    found = Adjustment.objects.filter(account=account, kind="refund").order_by("pk")
    return list(found.values_list("state", "amount_minor"))


def waiting() -> Adjustment:
    return Adjustment.objects.get(state="proposed")


def booked(book: str) -> int:
    sums = select(
        "SELECT coalesce(sum(amount_minor), 0)::bigint AS n FROM billing_posting"
        " WHERE book = %(book)s",
        {"book": book},
    )
    return int(sums[0]["n"])


def decide(user: Any, *, approve: bool = True) -> Adjustment:
    return decide_adjustment(adjustment_id=waiting().pk, approve=approve, user_id=user.pk, now=NOW)


def test_asked_approved_and_paid_out(account, people):
    pay(account, 16_000)
    close(account, people["bea"])  # 115.00 is above what she may give back alone
    assert refunds(account) == [("proposed", 11_500)]
    (line,) = closings_to_see_to()
    assert (line.asked_id, line.payout_id, line.credit.amount_minor) == (
        waiting().pk, None, 11_500,
    )  # fmt: skip
    with pytest.raises(UnableToAdjust) as refused:
        decide(people["bea"])
    assert refused.value.refusal is Refusal.YOURSELF
    with pytest.raises(UnableToAdjust) as refused:
        decide(people["ben"])
    assert refused.value.refusal is Refusal.ABOVE_YOUR_LIMIT
    decide(people["sam"])
    assert (owed(account), booked("refunds")) == (0, -11_500)
    payout = Payout.objects.get()
    (line,) = closings_to_see_to()
    assert (line.asked_id, line.payout_id, line.credit.amount_minor) == (None, payout.pk, 11_500)
    pay_out(payout_id=payout.pk, reference="check 5", user_id=people["bea"].pk, now=NOW)
    assert closings_to_see_to() == ()
    assert (booked("refunds"), booked("cash")) == (0, 4_500)
    assert follow_closing_refunds(now=NOW) == 0


def test_within_the_limit_it_is_paid_out_without_a_second_person(account, people):
    pay(account, 7_000)
    close(account, people["bea"])
    assert refunds(account) == [("approved", 2_500)]
    assert Payout.objects.get().amount_minor == 2_500
    assert owed(account) == 0


def test_closed_by_the_clock_somebody_approves_it(account, people):
    pay(account, 7_000)
    close(account, people["bea"], CLOSING + timedelta(days=1))
    assert close_due_accounts(now=NOW + timedelta(days=1)) == 1
    # Who asked for the day closed it: her limit counts as it is then.
    assert [state for state, _ in refunds(account)] == ["approved"]


def test_nobody_there_means_somebody_approves(account, people):
    pay(account, 7_000)
    close(account)
    assert refunds(account) == [("proposed", 2_500)]
    decide(people["ben"])
    assert Payout.objects.get().amount_minor == 2_500


def test_nothing_to_give_back_asks_for_nothing(account):
    pay(account, 4_500)
    close(account)
    assert refunds(account) == []
    assert closings_to_see_to() == ()


def test_a_preview_asks_for_nothing(account):
    pay(account, 16_000)
    assert preview_closing(account_id=account.pk, now=NOW).balance.amount_minor == -11_500
    assert refunds(account) == []


def test_owing_again_before_the_approval_leaves_the_rest(account, people):
    pay(account, 16_000)
    close(account)
    owe(account, 4_000)
    with pytest.raises(UnableToAdjust) as refused:
        decide(people["sam"])
    assert refused.value.refusal is Refusal.NO_CREDIT
    assert follow_closing_refunds(now=NOW) == 1
    assert refunds(account) == [("lapsed", 11_500), ("proposed", 7_500)]
    assert follow_closing_refunds(now=NOW) == 0
    decide(people["sam"])
    assert owed(account) == 0


def test_owing_all_of_it_again_asks_for_nothing(account):
    pay(account, 16_000)
    close(account)
    owe(account, 20_000)
    assert follow_closing_refunds(now=NOW) == 1
    assert refunds(account) == [("lapsed", 11_500)]
    assert follow_closing_refunds(now=NOW) == 0


def test_owing_again_before_the_money_left(account, people):
    pay(account, 16_000)
    close(account)
    decide(people["sam"])
    payout = Payout.objects.get()
    owe(account, 4_000)
    with pytest.raises(UnableToPayOut, match="owes"):
        pay_out(payout_id=payout.pk, reference="check 5", user_id=people["bea"].pk, now=NOW)
    for _twice in range(2):
        take_back_payout(payout_id=payout.pk, user_id=people["bea"].pk, now=NOW)
    assert (owed(account), booked("refunds")) == (-7_500, 0)
    assert refunds(account) == [("approved", 11_500), ("proposed", 7_500)]
    with pytest.raises(UnableToPayOut, match="taken_back"):
        pay_out(payout_id=payout.pk, reference="check 5", user_id=people["bea"].pk, now=NOW)
    decide(people["sam"])
    last = Payout.objects.latest("pk")
    pay_out(payout_id=last.pk, reference="check 6", user_id=people["bea"].pk, now=NOW)
    with pytest.raises(UnableToPayOut, match="paid"):
        take_back_payout(payout_id=last.pk, user_id=people["bea"].pk, now=NOW)


def test_a_bill_made_anew_changes_the_refund(account, people):
    """The final bill is corrected: what it gave back twice isn't paid out."""
    pay(account, 16_000)
    close(account)
    final = Closing.objects.get().bill
    assert final is not None
    plan = account.subscriptions.get().plan
    factories.make_subscription(account, plan, started=date(2026, 4, 6), ended_date=CLOSING)
    correct_bill(
        account_id=account.pk, number=final.number, reason="A line forgotten",
        user_id=people["bea"].pk, now=NOW,
    )  # fmt: skip
    left = -owed(account)
    assert 0 < left < 11_500
    follow_closing_refunds(now=NOW)
    assert refunds(account) == [("lapsed", 11_500), ("proposed", left)]


def test_a_payment_that_comes_late_is_asked_for_too(account, people):
    pay(account, 4_500)
    close(account)
    pay(account, 1_000, "late")
    assert follow_closing_refunds(now=NOW) == 1
    assert refunds(account) == [("proposed", 1_000)]
    decide(people["ben"])
    pay(account, 500, "later")
    assert follow_closing_refunds(now=NOW) == 1
    assert refunds(account) == [("approved", 1_000), ("proposed", 500)]


def test_what_was_refused_is_not_asked_for_again(account, people):
    pay(account, 16_000)
    close(account)
    decide(people["sam"], approve=False)
    assert follow_closing_refunds(now=NOW) == 0
    (line,) = closings_to_see_to()
    assert line.is_refused
    pay(account, 100, "more")
    assert follow_closing_refunds(now=NOW) == 1
    assert refunds(account)[-1] == ("proposed", 11_600)


def test_an_open_account_is_left_alone(account, people):
    pay(account, 16_000)
    assert follow_closing_refunds(now=NOW) == 0
    assert refunds(account) == []


def test_a_refund_that_was_never_asked_for_is_found(account):
    pay(account, 4_500)
    close(account)
    with transaction.atomic():
        Closing.objects.update(refund_minor=700)
        findings = run_checks()[1]
        transaction.set_rollback(True)
    assert "the refund of 700 when account" in str(findings)


def test_a_payout_taken_back_stays_so(account, people):
    pay(account, 7_000)
    close(account, people["bea"])
    payout = Payout.objects.get()
    take_back_payout(payout_id=payout.pk, user_id=people["bea"].pk, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.update(taken_back_at=None, taken_back_by=None)
