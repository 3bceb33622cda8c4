"""Arrangements: within the rules, kept, missed and broken, and never charged early."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hearthline.billing.arrangement_rules import divide
from hearthline.billing.arrangements import (
    arrangement_on,
    collectable,
    is_arranged,
    next_to_pay,
)
from hearthline.billing.models import Arrangement, Charge, LedgerTransaction
from hearthline.billing.operations import (
    Proposal,
    UnableToArrange,
    agree_arrangement,
    arrange_by_staff,
    cancel_arrangement,
    follow_arrangements,
    quote_arrangement,
    run_bills,
)
from hearthline.kernel.money import Money
from hearthline.notices.models import Message
from tests import factories
from tests.billing.owing import at, late_fees_on, make_owing, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
TODAY = date(2026, 3, 24)
THREE = Proposal(parts=3, first_date=date(2026, 3, 30), every="two_weeks")


@pytest.fixture(autouse=True)
def _rules(settings):
    settings.LATE_FEE_FLAT = Decimal(8)
    settings.LATE_FEE_GRACE_DAYS = 10
    settings.LATE_FEE_NOTICE_DAYS = 5
    settings.ARRANGEMENT_MOST_PARTS = 4
    settings.ARRANGEMENT_LONGEST_DAYS = 60
    settings.ARRANGEMENT_LEAST_PART = Decimal(10)
    settings.ARRANGEMENT_MOST_A_YEAR = 2
    settings.ARRANGEMENT_GRACE_DAYS = 5


@pytest.fixture
def owing():
    """50.00, due on 21 March, and somebody who may pay."""
    account: Any = make_owing()
    user = factories.make_user("pat")
    factories.make_member(account, user)
    account.pat = user.pk
    return account


def propose(account, proposal=THREE, day=TODAY, key="form"):
    asked = {
        "account_id": account.pk,
        "user_id": account.pat,
        "proposal": proposal,
        "now": at(day),
    }
    quote = quote_arrangement(**asked)
    agree_arrangement(**asked, seen=quote.seen, idempotency_key=key)
    return quote


def follow(first: date, last: date) -> dict[date, str]:
    """Run both jobs on each day; what people were told on which."""
    seen = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        before = Message.objects.count()
        follow_arrangements(now=at(day))
        late_fees_on(day)
        for kind in Message.objects.order_by("id").values_list("kind", flat=True)[before:]:
            seen[day] = kind
    return seen


def left(account) -> list[int]:
    found = arrangement_on(account_id=account.pk)
    return [part.left.amount_minor for part in found.parts] if found else []


@pytest.mark.parametrize(
    ("total", "parts", "amounts"),
    [(5000, 1, [5000]), (5000, 3, [1667, 1667, 1666]), (10, 4, [3, 3, 2, 2])],
)
def test_parts_sum_to_the_whole(total, parts, amounts):
    made = divide(total=Money(total, "USD"), parts=parts, first_date=TODAY, every="week")
    assert [part.amount.amount_minor for part in made] == amounts


def test_a_month_that_is_too_short_has_its_last_day():
    made = divide(total=Money(400, "USD"), parts=4, first_date=date(2027, 12, 31), every="month")
    assert [part.due_date for part in made] == [
        date(2027, 12, 31),
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
    ]


def test_it_shows_first_what_it_comes_to(owing):
    quote = quote_arrangement(account_id=owing.pk, user_id=owing.pat, proposal=THREE, now=at(TODAY))
    assert [(part.due_date, part.amount.amount_minor) for part in quote.parts] == [
        (date(2026, 3, 30), 1667),
        (date(2026, 4, 13), 1667),
        (date(2026, 4, 27), 1666),
    ]
    assert (quote.late_fee, quote.grace_days, quote.fee_grace_days) == (Money(800, "USD"), 5, 10)
    assert not Arrangement.objects.exists()


def test_kept_it_costs_nothing_and_moves_nothing(owing):
    ledger = LedgerTransaction.objects.count()
    propose(owing)
    assert LedgerTransaction.objects.count() == ledger
    assert follow(TODAY, date(2026, 3, 29)) == {date(2026, 3, 27): "arrangement_part_due"}
    pay(owing, 1667, date(2026, 3, 30))
    assert left(owing) == [0, 1667, 1666]
    seen = follow(date(2026, 3, 30), date(2026, 4, 12))
    assert seen == {date(2026, 4, 10): "arrangement_part_due"}
    pay(owing, 3333, date(2026, 4, 13))
    seen = follow(date(2026, 4, 13), date(2026, 4, 14))
    assert seen == {date(2026, 4, 13): "arrangement_kept"}
    assert Arrangement.objects.get().end == "kept"
    assert not Charge.objects.exists()


def test_payments_in_between_count_for_the_next_part(owing):
    propose(owing)
    pay(owing, 2000, date(2026, 3, 25))
    assert left(owing) == [0, 1334, 1666]
    assert "arrangement_missed" not in follow(date(2026, 3, 25), date(2026, 4, 13)).values()
    found = arrangement_on(account_id=owing.pk)
    assert found is not None
    assert found.next_part is not None
    assert found.next_part.position == 2


def test_a_new_bill_neither_counts_nor_costs(owing):
    propose(owing)
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    assert left(owing) == [1667, 1667, 1666]
    pay(owing, 1667, date(2026, 4, 1))
    assert left(owing) == [0, 1667, 1666]


def test_missed_it_says_what_comes_next_and_goes_on_once_paid(owing):
    propose(owing)
    seen = follow(date(2026, 3, 30), date(2026, 4, 3))
    assert seen == {
        date(2026, 3, 30): "arrangement_part_due",
        date(2026, 3, 31): "arrangement_missed",
    }
    message = Message.objects.get(kind="arrangement_missed")
    assert "April 4, 2026" in message.body_text
    pay(owing, 1667, date(2026, 4, 4))
    assert "arrangement_broken" not in follow(date(2026, 4, 4), date(2026, 4, 12)).values()
    assert is_arranged(account_id=owing.pk)


def test_broken_it_ends_and_fees_go_on_from_there_not_back(owing):
    """The bill was due on 21 March; without an arrangement the fee came on 1 April."""
    propose(owing)
    seen = follow(date(2026, 3, 30), date(2026, 4, 30))
    assert seen == {
        date(2026, 3, 30): "arrangement_part_due",
        date(2026, 3, 31): "arrangement_missed",
        date(2026, 4, 5): "arrangement_broken",
        date(2026, 4, 10): "late_fee_to_come",
        date(2026, 4, 16): "late_fee_charged",
    }
    assert Charge.objects.get().amount_minor == 800
    broken = Message.objects.get(kind="arrangement_broken")
    assert "before April 16, 2026" in broken.body_text


def test_a_fee_that_was_warned_of_waits_while_it_is_kept(owing):
    late_fees_on(date(2026, 3, 26))
    propose(owing, day=date(2026, 3, 26))
    follow(date(2026, 3, 27), date(2026, 4, 4))
    assert not Charge.objects.exists()
    follow(date(2026, 4, 5), date(2026, 4, 15))
    assert not Charge.objects.exists()
    follow(date(2026, 4, 16), date(2026, 4, 16))
    assert Charge.objects.count() == 1


def test_autopay_may_take_the_parts_on_their_days_and_nothing_early(owing):
    def on(day: date) -> int:
        return collectable(account_id=owing.pk, today=day).amount_minor

    assert on(date(2026, 3, 20)) == 0
    assert on(TODAY) == 5000
    propose(owing)
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))  # due on 21 April
    assert on(date(2026, 3, 29)) == 0
    assert on(date(2026, 3, 30)) == 1667
    assert on(date(2026, 4, 13)) == 3334
    assert on(date(2026, 4, 20)) == 3334
    assert on(date(2026, 4, 21)) == 3334 + 5000
    pay(owing, 1667, date(2026, 3, 30))
    assert on(date(2026, 3, 30)) == 0
    assert on(date(2026, 4, 13)) == 1667
    assert on(date(2026, 4, 27)) == 3333 + 5000


def test_what_is_asked_for_first(owing):
    def asked(day: date) -> tuple[int, date, bool] | None:
        found = next_to_pay(account_id=owing.pk, today=day)
        return None if found is None else (found.amount.amount_minor, found.day, found.is_missed)

    assert asked(TODAY) is None
    propose(owing)
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))  # due on 21 April
    first = date(2026, 3, 30)
    assert asked(TODAY) == (1667, first, False)
    assert asked(date(2026, 3, 31)) == (1667, first, True)
    # The second part has come as well, and then the new bill.
    assert asked(date(2026, 4, 13)) == (3334, first, True)
    assert asked(date(2026, 4, 21)) == (3334 + 5000, first, True)
    pay(owing, 1667, first)
    assert asked(date(2026, 4, 1)) == (1667, date(2026, 4, 13), False)
    pay(owing, 3333, date(2026, 4, 1))
    assert asked(date(2026, 4, 2)) is None


def reason_of(account, proposal, day=TODAY) -> str:
    with pytest.raises(UnableToArrange) as error:
        propose(account, proposal, day, key=f"{proposal}{day}")
    return error.value.reason


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (Proposal(5, date(2026, 3, 30), "week"), "too_many_parts"),
        (Proposal(0, date(2026, 3, 30), "week"), "too_many_parts"),
        (Proposal(2, TODAY, "week"), "too_late"),
        (Proposal(1, date(2026, 5, 24), "week"), "too_late"),
        (Proposal(3, date(2026, 4, 1), "month"), "too_late"),
        (Proposal(2, date(2026, 3, 30), "year"), "too_late"),
    ],
)
def test_the_provider_sets_how_far(owing, proposal, reason):
    assert reason_of(owing, proposal) == reason


def test_the_provider_sets_how_little_and_how_often(owing, settings):
    settings.ARRANGEMENT_LEAST_PART = Decimal(17)
    assert reason_of(owing, THREE) == "part_too_small"
    settings.ARRANGEMENT_LEAST_PART = Decimal(10)
    propose(owing)
    assert reason_of(owing, THREE) == "one_is_on"
    cancel_arrangement(account_id=owing.pk, now=at(TODAY))
    settings.ARRANGEMENT_MOST_A_YEAR = 1
    assert reason_of(owing, THREE) == "too_often"
    settings.ARRANGEMENT_MOST_PARTS = 0
    assert reason_of(owing, THREE) == "call_us"


def test_not_after_one_was_broken_but_staff_may(owing):
    propose(owing)
    follow(date(2026, 3, 30), date(2026, 4, 5))
    day = date(2026, 4, 6)
    later = Proposal(2, date(2026, 4, 10), "week")
    assert reason_of(owing, later, day) == "broken_before"
    asked = {"account_id": owing.pk, "staff_user_id": owing.pat, "idempotency_key": "desk"}
    six = Proposal(6, date(2026, 8, 31), "month")
    with pytest.raises(UnableToArrange):
        arrange_by_staff(**asked, proposal=six, reason=" ", now=at(day))
    made = arrange_by_staff(**asked, proposal=six, reason="Hospital", now=at(day))
    assert made == arrange_by_staff(**asked, proposal=six, reason="Hospital", now=at(day))
    assert Arrangement.objects.get(pk=made).reason == "Hospital"


def test_only_who_may_pay_and_only_what_was_shown(owing):
    viewer = factories.make_user("vera")
    factories.make_member(owing, viewer, role="viewer")
    pat, owing.pat = owing.pat, viewer.pk
    assert reason_of(owing, THREE) == "not_allowed"
    owing.pat = pat
    asked = {"account_id": owing.pk, "user_id": pat, "proposal": THREE, "now": at(TODAY)}
    seen = quote_arrangement(**asked).seen
    pay(owing, 1000, TODAY)
    with pytest.raises(UnableToArrange) as error:
        agree_arrangement(**asked, seen=seen, idempotency_key="x")
    assert error.value.reason == "changed"
    pay(owing, 4000, TODAY)
    assert reason_of(owing, THREE) == "nothing_due"


def test_the_same_form_twice_is_one(owing):
    asked = {"account_id": owing.pk, "user_id": owing.pat, "proposal": THREE, "now": at(TODAY)}
    seen = quote_arrangement(**asked).seen
    first = agree_arrangement(**asked, seen=seen, idempotency_key="x")
    assert agree_arrangement(**asked, seen=seen, idempotency_key="x") == first
    assert Message.objects.filter(kind="arrangement_agreed", part_of=None).count() == 1
