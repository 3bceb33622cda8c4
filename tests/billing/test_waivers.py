"""Charges and fees are let off within limits by role; above them a second person approves."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hearthline.billing.decisions import adjustments_of
from hearthline.billing.models import Adjustment, BillLine, Charge, Waiver
from hearthline.billing.operations import (
    Refusal,
    UnableToAdjust,
    add_charge,
    correct_bill,
    decide_adjustment,
    propose_adjustment,
    propose_waiver,
    run_bills,
)
from hearthline.billing.waivers import charge_to_waive, charges_on_bill, charges_to_waive
from hearthline.kernel.money import Money
from tests import factories
from tests.billing.owing import at, bill_of, late_fees_on, make_owing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
DAY, APRIL = date(2026, 3, 10), date(2026, 4, 1)


@pytest.fixture
def people() -> dict[str, Any]:
    roles = {"sue": ("support",), "bea": ("billing",), "sam": ("admin",), "nat": ("network",)}
    return {
        name: factories.make_user(name, is_staff=True, roles=each) for name, each in roles.items()
    }


def fee(account: Any, minor: int = 800, day: date = DAY, **fields: Any) -> int:
    values: dict[str, Any] = {"kind": "fee", "description": "Late fee", **fields}
    return add_charge(
        account_id=account.pk,
        amount=Money(minor, "USD"),
        effective_date=day,
        now=at(day),
        **values,
    )


def waive(charge_id: int, user: Any, reason: str = "Paid by mail", day: date = DAY) -> Adjustment:
    return propose_waiver(charge_id=charge_id, reason=reason, user_id=user.pk, now=at(day))


def decide(made: Adjustment, user: Any, *, approve: bool = True, day: date = DAY) -> Adjustment:
    return decide_adjustment(adjustment_id=made.pk, approve=approve, user_id=user.pk, now=at(day))


def test_within_the_limit_at_once_and_on_the_bill(people):
    account = make_owing()
    charge_id = fee(account)
    made = waive(charge_id, people["sue"])
    assert (made.state, made.decided_by, made.amount_minor) == ("approved", None, -800)
    assert waive(charge_id, people["sue"]).pk == made.pk
    with pytest.raises(UnableToAdjust) as error:
        waive(charge_id, people["bea"])
    assert error.value.refusal is Refusal.ASKED
    run_bills(bill_date=APRIL, now=at(APRIL))
    lines = BillLine.objects.filter(bill=bill_of(account, APRIL), charge__isnull=False)
    assert sorted(lines.values_list("amount_minor", "description")) == [
        (-800, "Late fee, taken back: Paid by mail"),
        (800, "Late fee"),
    ]
    (found,) = charges_on_bill(account_id=account.pk, number=bill_of(account, APRIL).number)
    assert (found.is_waived, found.reason) == (True, "Paid by mail")
    assert found.credit_bill_number == found.bill_number
    (line,) = adjustments_of(account_id=account.pk)
    assert (line.what, line.reason, line.words) == ("Waiver", "Late fee", "Paid by mail")


def test_above_the_limit_a_second_person_approves(people):
    account = make_owing()
    charge_id = fee(account, 2501)
    made = waive(charge_id, people["sue"])
    assert made.state == "proposed"
    assert not Waiver.objects.exists()
    found = charge_to_waive(account_id=account.pk, charge_id=charge_id)
    assert found is not None
    assert (found.is_asked, found.is_waived) == (True, False)
    with pytest.raises(UnableToAdjust) as error:
        waive(charge_id, people["bea"])
    assert error.value.refusal is Refusal.ASKED
    with pytest.raises(UnableToAdjust) as error:
        decide(made, people["sue"])
    assert error.value.refusal is Refusal.YOURSELF
    decided = decide(made, people["bea"])
    assert (decided.state, Waiver.objects.get().by_id) == ("approved", people["sue"].pk)
    assert Charge.objects.get(waives__isnull=False).amount_minor == -2501


def test_refused_it_may_be_asked_for_again(people):
    charge_id = fee(make_owing(), 2501)
    decide(waive(charge_id, people["sue"]), people["bea"], approve=False)
    assert not Waiver.objects.exists()
    assert waive(charge_id, people["bea"]).state == "approved"


def test_credits_and_waivers_share_a_limit(people):
    account = make_owing()
    propose_adjustment(
        account_id=account.pk,
        kind="adjustment",
        amount_minor=-2000,
        reason="goodwill",
        words="",
        applies="now",
        user_id=people["sue"].pk,
        idempotency_key=str(uuid.uuid4()),
        now=at(DAY),
    )
    assert waive(fee(account), people["sue"]).state == "proposed"
    assert waive(fee(account, 500), people["sue"]).state == "approved"


def test_who_may_not_and_what_cannot_be(people):
    account = make_owing()
    credit = fee(account, -100, kind="credit")
    good = fee(account)
    for charge_id, who, reason, refusal in (
        (good, "nat", "x", Refusal.ROLE),
        (good, "sue", "  ", Refusal.REASON),
        (credit, "sue", "x", Refusal.UNKNOWN),
        (987_654, "sue", "x", Refusal.UNKNOWN),
    ):
        with pytest.raises(UnableToAdjust) as error:
            waive(charge_id, people[who], reason)
        assert error.value.refusal is refusal
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize("kind", ["waiver", "dispute"])
def test_the_form_of_credits_makes_no_waiver(kind, people):
    with pytest.raises(UnableToAdjust):
        propose_adjustment(
            account_id=make_owing().pk,
            kind=kind,
            amount_minor=-100,
            reason="waived",
            words="",
            applies="now",
            user_id=people["sam"].pk,
            idempotency_key="1",
            now=at(DAY),
        )


def test_a_waiver_never_changes_what_it_is_about(people):
    account = make_owing()
    made = waive(fee(account, 2501), people["sue"])
    other = fee(account, 2501)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adjustment.objects.filter(pk=made.pk).update(waives_id=other)


def test_long_words_fit(people):
    charge_id = fee(make_owing(), description="f" * 200)
    assert waive(charge_id, people["sue"], reason="r" * 300).state == "approved"


def test_in_the_language_of_the_account(people):
    account = make_owing(language="es")
    waive(fee(account, description="Cargo"), people["sue"], "Correo perdido")
    credit = Charge.objects.get(kind="credit")
    assert credit.description == "Cargo, retirado: Correo perdido"


def corrected(account: Any, day: date = date(2026, 4, 5)) -> Any:
    return correct_bill(
        account_id=account.pk,
        number=bill_of(account, APRIL).number,
        reason="Wrong price",
        user_id=None,
        now=at(day),
    )


def test_what_a_corrected_bill_takes_over_stays_let_off(settings, people):
    """A late fee on a bill that was corrected comes again once, and is let off once."""
    settings.LATE_FEE_FLAT = Decimal(8)
    account = make_owing()
    for day in range(26, 32):
        late_fees_on(date(2026, 3, day))
    assert late_fees_on(date(2026, 4, 1)) == 1
    run_bills(bill_date=APRIL, now=at(APRIL))
    old = Charge.objects.get(kind="fee")
    waive(old.pk, people["sue"], day=APRIL)
    made = corrected(account)
    assert charges_on_bill(account_id=account.pk, number=bill_of_number(old)) == ()
    (found,) = charges_on_bill(account_id=account.pk, number=made.rebill)
    assert found.is_waived
    assert found.id != old.pk
    with pytest.raises(UnableToAdjust) as error:
        waive(found.id, people["bea"])
    assert error.value.refusal is Refusal.ASKED
    with pytest.raises(UnableToAdjust) as error:
        waive(old.pk, people["bea"])
    assert error.value.refusal is Refusal.UNKNOWN
    assert [each.id for each in charges_to_waive(account_id=account.pk, today=APRIL)] == [found.id]


def bill_of_number(charge: Charge) -> str:
    return str(charge.lines.get().bill.number)


def test_a_bill_that_was_taken_back_costs_no_late_fee(settings, people):
    """50.00 of March are owed. April, over 50.00, was wrong and nothing takes its place."""
    settings.LATE_FEE_FLAT = Decimal(8)
    account = make_owing()
    account.subscriptions.update(ended_date=APRIL)
    charge_id = fee(account, 5000, APRIL)
    run_bills(bill_date=APRIL, now=at(APRIL))
    wrong = bill_of(account, APRIL)
    made = correct_bill(
        account_id=account.pk,
        number=wrong.number,
        reason="Not theirs",
        user_id=None,
        now=at(APRIL),
        dropped=[charge_id],
    )
    assert made.rebill == ""
    for day in range(20, 31):
        late_fees_on(date(2026, 4, day))
    for day in range(1, 12):
        late_fees_on(date(2026, 5, day))
    causes = Charge.objects.filter(kind="fee", cause__startswith="late_fee:")
    assert f"late_fee:{wrong.number}" not in causes.values_list("cause", flat=True)


def test_a_waiver_asked_for_before_the_correction_is_not_possible_any_more(people):
    account = make_owing()
    charge_id = fee(account, 2501, APRIL)
    run_bills(bill_date=APRIL, now=at(APRIL))
    made = waive(charge_id, people["sue"], day=APRIL)
    corrected(account)
    with pytest.raises(UnableToAdjust) as error:
        decide(made, people["bea"])
    assert error.value.refusal is Refusal.UNKNOWN
    decide(made, people["bea"], approve=False)
    assert not Waiver.objects.exists()
