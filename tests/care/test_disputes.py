"""A disputed line: a request, no late fee on it meanwhile, and what staff decide."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from hearthline.billing.disputes import disputed_line, lines_to_dispute, open_disputes
from hearthline.billing.models import BillLine, Charge, Dispute
from hearthline.billing.operations import UnableToDispute, add_charge, correct_bill, run_bills
from hearthline.care.models import Ticket
from hearthline.care.operations import UnableToWriteTicket, decide_line, dispute_line
from hearthline.care.queries import ticket_of
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.owing import FIRST, at, bill_of, late_fees_on, make_owing, pay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _rule(settings):
    settings.LATE_FEE_FLAT = Decimal(0)
    settings.LATE_FEE_PERCENT = Decimal(10)
    settings.LATE_FEE_GRACE_DAYS = 10
    settings.LATE_FEE_NOTICE_DAYS = 5
    settings.LATE_FEE_LEAST_BALANCE = Decimal(5)


@pytest.fixture
def owing():
    """50.00 for a plan and 20.00 for a visit that nobody remembers; 6.25 % on the visit."""
    factories.make_tax(category="visit")
    account: Any = factories.make_account(email="pat@mail.example", created_at=at(date(2024, 1, 1)))
    plan = factories.make_plan(price_minor=5000, tax_category="")
    factories.make_subscription(account, plan, started=FIRST)
    add_charge(
        account_id=account.pk,
        kind="one_off",
        amount=Money(2000, "USD"),
        description="A visit",
        effective_date=FIRST,
        tax_category="visit",
        now=at(FIRST),
    )
    run_bills(bill_date=FIRST, now=at(FIRST))
    user = factories.make_user("pat")
    factories.make_member(account, user)
    account.pat = user.pk
    account.staff = factories.make_user("dee", is_staff=True, roles=("billing",)).pk
    return account


def dispute(account, position=2, key="form", text="Nobody came.", day=DAY) -> str:
    return dispute_line(
        account_id=account.pk,
        user_id=account.pat,
        bill_number=bill_of(account).number,
        position=position,
        text=text,
        files=(),
        key=key,
        now=at(day),
    )


def decide(account, number, credit, day=DAY) -> None:
    decide_line(
        reference=number,
        credit=None if credit is None else Money(credit, "USD"),
        reason="We looked at it.",
        staff_user_id=account.staff,
        now=at(day),
    )


def fees(first: date, last: date) -> dict[date, int]:
    seen = {}
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        if late_fees_on(day):
            seen[day] = (
                Charge.objects.filter(cause__startswith="late_fee:").latest("id").amount_minor
            )
    return seen


def test_it_is_a_request_with_the_line(owing):
    number = dispute(owing)
    found = ticket_of(account_id=owing.pk, number=number, now=at(DAY))
    assert found is not None
    assert (found.line.topic, found.line.subject) == ("billing", "A visit")
    line = disputed_line(reference=number)
    assert line is not None
    assert (line.description, line.amount) == ("A visit", Money(2000, "USD"))
    assert [each.reference for each in open_disputes()] == [number]
    assert dispute(owing) == number
    assert Ticket.objects.count() == 1


def test_no_late_fee_on_it_until_staff_decide(owing):
    """71.25 are overdue, 20.00 of them disputed: 10 % of 51.25."""
    dispute(owing)
    assert fees(date(2026, 3, 22), date(2026, 4, 5)) == {date(2026, 4, 1): 513}


def test_none_at_all_if_the_rest_is_paid(owing):
    dispute(owing)
    pay(owing, 5125, DAY)
    assert fees(date(2026, 3, 22), date(2026, 4, 20)) == {}


def test_refused_it_costs_from_then_on_not_back(owing):
    number = dispute(owing)
    pay(owing, 5125, DAY)
    assert fees(date(2026, 3, 22), date(2026, 4, 9)) == {}
    decide(owing, number, None, day=date(2026, 4, 10))
    assert Ticket.objects.get().state == "solved"
    assert fees(date(2026, 4, 10), date(2026, 5, 1)) == {date(2026, 4, 21): 200}


def test_upheld_it_is_given_back_with_its_tax_and_costs_nothing(owing):
    number = dispute(owing)
    pay(owing, 5125, DAY)
    decide(owing, number, 2000, day=date(2026, 3, 20))
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    lines = BillLine.objects.filter(bill=bill_of(owing, date(2026, 4, 1)), amount_minor__lt=0)
    assert sorted(lines.values_list("kind", "amount_minor")) == [("credit", -2000), ("tax", -125)]
    assert fees(date(2026, 3, 22), date(2026, 4, 20)) == {}


def test_part_of_it_may_be_given_back(owing):
    number = dispute(owing)
    decide(owing, number, 500)
    line = disputed_line(reference=number)
    assert line is not None
    assert (line.outcome, line.credit, line.reason) == (
        "upheld",
        Money(500, "USD"),
        "We looked at it.",
    )


@pytest.mark.parametrize("credit", [0, -1, 2001])
def test_no_more_than_the_line(owing, credit):
    number = dispute(owing)
    with pytest.raises(UnableToDispute):
        decide(owing, number, credit)
    assert Dispute.objects.get().outcome == ""
    assert Ticket.objects.get().state == "open"


def test_it_is_decided_once(owing):
    number = dispute(owing)
    decide(owing, number, None)
    with pytest.raises(UnableToDispute):
        decide(owing, number, 2000)
    assert not Charge.objects.filter(kind="credit").exists()


def test_a_line_is_disputed_once_and_only_ones_own(owing):
    dispute(owing)
    with pytest.raises(UnableToDispute) as error:
        dispute(owing, key="another form", text="Really nobody.")
    assert error.value.reason == "disputed_already"
    assert Ticket.objects.count() == 1
    with pytest.raises(UnableToDispute):
        dispute(owing, position=9)
    other: Any = make_owing()
    other.pat = owing.pat
    with pytest.raises(UnableToWriteTicket):
        dispute(other, position=1)
    assert lines_to_dispute(account_id=other.pk, number=bill_of(owing).number) == ()


def test_nothing_is_given_back_of_a_bill_that_was_taken_back(owing):
    number = dispute(owing)
    correct_bill(
        account_id=owing.pk,
        number=bill_of(owing).number,
        reason="Nobody came",
        user_id=None,
        now=at(DAY),
    )
    with pytest.raises(UnableToDispute) as error:
        decide(owing, number, 2000)
    assert error.value.reason == "taken_back"
    assert Dispute.objects.get().outcome == ""
    decide(owing, number, None)
    assert Dispute.objects.get().outcome == "refused"
