"""People are told that an account is closed, and that a bill was corrected; of bills once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hearthline.billing.models import Bill, BillHandedOut, Charge
from hearthline.billing.operations import (
    Refusal,
    UnableToAdjust,
    add_charge,
    close_account,
    close_due_accounts,
    correct_bill,
    hand_out_bills,
    keep_account,
    preview_closing,
    preview_correction,
    propose_adjustment,
    propose_waiver,
)
from hearthline.kernel.money import Money
from hearthline.notices.models import Message
from tests import factories
from tests.billing.owing import FIRST, at, bill_of, late_fees_on, make_owing, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
DAY, LATER = date(2026, 3, 5), date(2026, 3, 11)


def told(*kinds: str) -> list[str]:
    found = Message.objects.filter(part_of=None).order_by("id")
    if kinds:
        found = found.filter(kind__in=kinds)
    return list(found.values_list("kind", flat=True))


def text_of(kind: str) -> str:
    message = Message.objects.filter(kind=kind, part_of=None).latest("id")
    return f"{message.subject}\n{message.body_text}"


def close(account: Any, on_date: date, day: date = DAY) -> Any:
    return close_account(
        account_id=account.pk, on_date=on_date, reason="Moves", user_id=None, now=at(day)
    )


def wrong_bill(account: Any) -> Bill:
    return Bill.objects.get(account=account, kind="regular")


def correct(account: Any, day: date = DAY) -> Any:
    return correct_bill(
        account_id=account.pk,
        number=wrong_bill(account).number,
        reason="The price was 40",
        user_id=None,
        now=at(day),
    )


def test_closed_today_and_the_final_bill_once():
    account = make_owing()
    hand_out_bills(now=at(FIRST))
    done = close(account, DAY)
    assert told() == ["bill_ready", "account_closed"]
    text = text_of("account_closed")
    assert f"Your account {account.number} is closed" in text
    assert "was closed on March 5, 2026" in text
    assert "The final bill is issued." in text
    assert "Moves" not in text  # what staff wrote is for staff
    assert Message.objects.get(kind="account_closed").code
    for _again in range(2):
        hand_out_bills(now=at(DAY))
    assert told() == ["bill_ready", "account_closed", "bill_ready"]
    text = text_of("bill_ready")
    assert f"Your bill {done.bill_number} is ready" in text
    assert "Your final bill is ready: nothing to pay" in text
    assert "It is the final one: your account is closed." in text


def test_planned_moved_kept_and_planned_again():
    account = make_owing()
    for _twice in range(2):
        close(account, LATER)
    assert told() == ["account_closing"]
    assert "will be closed on March 11, 2026" in text_of("account_closing")
    close(account, date(2026, 3, 12), date(2026, 3, 6))
    close(account, LATER, date(2026, 3, 7))
    assert told() == ["account_closing"] * 3
    for _twice in range(2):
        keep_account(account_id=account.pk, now=at(date(2026, 3, 8)))
    assert told() == [*["account_closing"] * 3, "account_stays"]
    assert "isn't closed on March 11, 2026 after all" in text_of("account_stays")
    close(account, LATER, date(2026, 3, 8))
    assert told("account_closing") == ["account_closing"] * 4
    assert close_due_accounts(now=at(LATER)) == 1
    assert close_due_accounts(now=at(LATER)) == 0
    assert told("account_closed") == ["account_closed"]


def test_everybody_of_the_household_hears_of_its_end_but_not_of_amounts():
    account = make_owing()
    owner, viewer = factories.make_user("pat"), factories.make_user("vera")
    factories.make_member(account, owner)
    factories.make_member(account, viewer, role="viewer")
    viewer.memberships.update(sees_bills=False)
    correct(account)
    close(account, DAY)
    hand_out_bills(now=at(DAY))
    kinds = {
        user: set(Message.objects.filter(user_id=user.pk).values_list("kind", flat=True))
        for user in (owner, viewer)
    }
    assert kinds == {
        owner: {"account_closed", "bill_corrected", "bill_ready"},
        viewer: {"account_closed"},
    }


def test_nothing_to_bill_and_no_bill_is_announced():
    account = factories.make_account(email="pat@mail.example")
    close(account, DAY)
    assert "no final bill comes" in text_of("account_closed")


def test_a_preview_tells_nobody():
    account = make_owing()
    preview_closing(account_id=account.pk, now=at(DAY))
    preview_correction(account_id=account.pk, number=bill_of(account).number, now=at(DAY))
    assert told() == []


def test_a_correction_tells_what_was_wrong_and_the_new_bill_is_ready_once():
    account = make_owing()
    hand_out_bills(now=at(FIRST))
    account.subscriptions.update(price_override_minor=4000)
    done = correct(account)
    number = wrong_bill(account).number
    text = text_of("bill_corrected")
    assert f"We corrected your bill {number}" in text
    assert "Why: The price was 40" in text
    assert f"bill {done.rebill} replaces it: $40.00 in place of $50.00." in text
    assert "That is $10.00 less." in text
    assert "You owe $40.00 now." in text
    assert f"/bills/{done.rebill}/" in text
    for _again in range(2):
        hand_out_bills(now=at(DAY))
    assert told() == ["bill_ready", "bill_corrected", "bill_ready"]
    text = text_of("bill_ready")
    assert "Your corrected bill is ready: $40.00 by" in text
    assert f"It replaces bill {number}, which was wrong." in text


def test_a_bill_that_was_taken_back_isnt_ready_any_more():
    account = make_owing()
    done = correct(account)
    hand_out_bills(now=at(DAY))
    assert told() == ["bill_corrected", "bill_ready"]
    assert BillHandedOut.objects.get().bill.number == done.rebill


def test_a_credit_note_alone_is_told_of_by_the_correction_only():
    account = make_owing()
    pay(account, 5000, FIRST)
    account.subscriptions.update(ended_date=FIRST)
    done = correct(account)
    assert done.rebill == ""
    text = text_of("bill_corrected")
    assert "A credit note over $50.00 takes all of it back." in text
    assert "You owe nothing now." in text
    assert f"/bills/{done.credit_note}/" in text
    assert hand_out_bills(now=at(DAY)) == 0
    assert told() == ["bill_corrected"]


def test_paper_costs_nothing_for_final_and_corrected_bills(settings):
    settings.PAPER_FEE = Decimal("2.50")
    settings.BILLS_ON_PAPER = True
    account = make_owing()
    correct(account)
    close(account, DAY)
    assert hand_out_bills(now=at(DAY)) == 2
    assert not Charge.objects.filter(kind="fee").exists()
    assert BillHandedOut.objects.filter(on_paper=True).count() == 2


def test_a_closed_account_has_no_next_bill_to_put_things_on(settings):
    settings.LATE_FEE_FLAT = Decimal(8)
    account = make_owing()
    close(account, DAY)
    fee = add_charge(
        account_id=account.pk,
        kind="fee",
        amount=Money(500, "USD"),
        description="A fee",
        effective_date=DAY,
        now=at(DAY),
    )
    user = factories.make_user("sam", is_staff=True, roles=("admin",))
    with pytest.raises(UnableToAdjust) as error:
        propose_waiver(charge_id=fee, reason="x", user_id=user.pk, now=at(DAY))
    assert error.value.refusal is Refusal.CLOSED
    asked: dict[str, Any] = {
        "account_id": account.pk,
        "kind": "adjustment",
        "amount_minor": -500,
        "reason": "goodwill",
        "words": "",
        "user_id": user.pk,
        "now": at(DAY),
    }
    with pytest.raises(UnableToAdjust):
        propose_adjustment(applies="next_bill", idempotency_key="1", **asked)
    assert propose_adjustment(applies="now", idempotency_key="2", **asked).state == "approved"
    for day in range(20, 31):
        late_fees_on(date(2026, 3, day))
        late_fees_on(date(2026, 4, day))
    assert not Message.objects.filter(kind__startswith="late_fee").exists()
