"""Staff let off a fee, and uphold disputes, within their limits; above them two people do."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.models import Adjustment, Bill, Charge, Dispute, Waiver
from hearthline.billing.operations import add_charge, run_bills
from hearthline.care.models import Ticket
from hearthline.care.operations import dispute_line
from hearthline.console.billing import waiving
from hearthline.kernel.money import Money
from tests import factories
from tests.conftest import NOW
from tests.console.test_money import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
FIRST = date(2026, 3, 1)
EVENING = datetime(2026, 3, 1, 18, tzinfo=UTC)


@pytest.fixture
def household(cast: Any) -> Any:
    """alice has a bill with a late fee of 8.00 and a visit of 150.00."""
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    cast.fee = charge(cast, 800, "Late fee for bill 1", kind="fee")
    cast.visit = charge(cast, 15_000, "A visit", kind="one_off")
    run_bills(bill_date=FIRST, now=EVENING)
    cast.bill = Bill.objects.get(account=cast.home)
    cast.bea = factories.make_user("bea", is_staff=True, roles=("billing",))
    return cast


def charge(cast: Any, minor: int, description: str, kind: str) -> int:
    return add_charge(
        account_id=cast.home.pk,
        kind=kind,
        amount=Money(minor, "USD"),
        description=description,
        effective_date=FIRST,
        now=EVENING,
    )


def address_of(charge_id: int) -> str:
    return f"/console/accounts/ALICE-1/charges/{charge_id}/waive/"


def portal_of(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


def test_from_the_bill_to_the_waiver_that_the_subscriber_reads(household, monkeypatch):
    monkeypatch.setattr(waiving, "now", lambda: NOW)
    sue = client_of(household.sue)
    bill_address = f"/console/accounts/ALICE-1/bills/{household.bill.number}/"
    address = address_of(household.fee)
    assert address in sue.get(bill_address).content.decode()
    assert address in sue.get("/console/accounts/ALICE-1/money/").content.decode()
    answer = sue.post(address, {"reason": " "})
    assert answer.status_code == 422
    assert "Write in a few words why." in answer.content.decode()
    for _twice in range(2):
        assert sue.post(address, {"reason": "Mail strike"})["Location"] == bill_address
    assert Waiver.objects.get().by_id == household.sue.pk
    assert 'name="reason"' not in sue.get(address).content.decode()
    page = portal_of(household).get(f"/bills/{household.bill.number}/").content.decode()
    assert "Late fee for bill 1, $8.00: Mail strike." in page
    assert "It is given back on your next bill." in page
    run_bills(bill_date=date(2026, 4, 1), now=datetime(2026, 4, 1, 18, tzinfo=UTC))
    later = Bill.objects.exclude(pk=household.bill.pk).get(account=household.home)
    page = portal_of(household).get(f"/bills/{later.number}/").content.decode()
    assert "Late fee for bill 1, taken back: Mail strike" in page
    page = portal_of(household).get(f"/bills/{household.bill.number}/").content.decode()
    assert f"It is given back on bill {later.number}." in page


def test_above_the_limit_it_waits_and_is_approved(household):
    sue, bea = client_of(household.sue), client_of(household.bea)
    visit = charge(household, 5000, "Cable", kind="one_off")
    answer = sue.post(address_of(visit), {"reason": "Too early"}, follow=True)
    assert "waits for somebody else" in answer.content.decode()
    made = Adjustment.objects.get()
    page = sue.get(address_of(visit)).content.decode()
    assert 'name="reason"' not in page
    assert "Waits for approval" in page
    assert "Waiver: Cable" in bea.get("/console/approvals/").content.decode()
    assert "Too early" in bea.get(f"/console/approvals/{made.pk}/").content.decode()
    assert bea.post(f"/console/approvals/{made.pk}/", {"answer": "approve"}).status_code == 302
    assert Waiver.objects.get().charge_id == visit


def test_proof_first_then_what_was_typed(household):
    sue = client_of(household.sue, is_proven=False)
    answer = sue.post(address_of(household.fee), {"reason": "Mail strike"})
    assert answer["Location"].startswith("/security/confirm/")
    assert not Waiver.objects.exists()
    assert "Mail strike" in sue.get(address_of(household.fee)).content.decode()


def test_only_charges_of_the_account_and_only_for_those_roles(household):
    sue = client_of(household.sue)
    credit = charge(household, -500, "Sorry", kind="credit")
    other = factories.make_account(number="OTHER-1")
    foreign = add_charge(
        account_id=other.pk,
        kind="fee",
        amount=Money(100, "USD"),
        description="Theirs",
        effective_date=FIRST,
        now=EVENING,
    )
    for charge_id in (credit, foreign, 10**30):
        assert sue.post(address_of(charge_id), {"reason": "x"}).status_code == 404
    nat = factories.make_user("nat", is_staff=True, roles=("network",))
    assert client_of(nat).get(address_of(household.fee)).status_code == 403


@pytest.fixture
def disputed(household: Any) -> Any:
    """alice disputes the visit."""
    position = household.bill.lines.get(charge_id=household.visit).position
    household.ticket = dispute_line(
        account_id=household.home.pk,
        user_id=household.alice.pk,
        bill_number=household.bill.number,
        position=position,
        text="Nobody came.",
        files=(),
        key="1",
        now=NOW,
    )
    return household


def uphold(cast: Any, user: Any, amount: str) -> str:
    typed = {"decision": "uphold", "amount": amount, "reason": "You are right."}
    answer = client_of(user).post(f"/console/disputes/{cast.ticket}/", typed, follow=True)
    return str(answer.content.decode())


def test_a_dispute_within_the_limit_is_decided_at_once(disputed):
    assert "the subscriber is told" in uphold(disputed, disputed.bea, "100.00")
    assert Dispute.objects.get().outcome == "upheld"
    assert Ticket.objects.get().state == "solved"
    made = Adjustment.objects.get()
    assert (made.state, made.charge) == ("approved", Dispute.objects.get().credit)


def test_a_dispute_above_the_limit_waits_for_a_second_person(disputed):
    assert "waits for somebody else" in uphold(disputed, disputed.bea, "150.00")
    made = Adjustment.objects.get()
    assert Dispute.objects.get().outcome == ""
    assert Ticket.objects.get().state == "open"
    assert not Charge.objects.filter(kind="credit").exists()
    bea, sam = client_of(disputed.bea), client_of(disputed.sam)
    page = bea.get(f"/console/disputes/{disputed.ticket}/").content.decode()
    assert f"/console/approvals/{made.pk}/" in page
    assert 'name="decision"' not in page
    assert "waits for somebody else" in uphold(disputed, disputed.bea, "10.00")
    # What isn't decided isn't the subscriber's to read yet.
    page = portal_of(disputed).get(f"/bills/{disputed.bill.number}/").content.decode()
    assert "You are right." not in page
    assert bea.post(f"/console/approvals/{made.pk}/", {"answer": "approve"}).status_code == 422
    page = sam.get(f"/console/approvals/{made.pk}/").content.decode()
    assert "You are right." in page
    assert f"/console/disputes/{disputed.ticket}/" in page
    assert sam.post(f"/console/approvals/{made.pk}/", {"answer": "approve"}).status_code == 302
    found = Dispute.objects.get()
    assert (found.outcome, found.decided_by_id) == ("upheld", disputed.bea.pk)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.messages.latest("id").text) == ("solved", "You are right.")
    assert Charge.objects.get(kind="credit").amount_minor == -15_000


def test_a_refused_credit_leaves_the_dispute_open(disputed):
    uphold(disputed, disputed.bea, "150.00")
    made = Adjustment.objects.get()
    sam = client_of(disputed.sam)
    assert sam.post(f"/console/approvals/{made.pk}/", {"answer": "refuse"}).status_code == 302
    assert (Dispute.objects.get().outcome, Dispute.objects.get().reason) == ("", "")
    assert "the subscriber is told" in uphold(disputed, disputed.bea, "90.00")
    assert Dispute.objects.get().outcome == "upheld"


def test_nothing_is_given_back_both_ways(disputed):
    bea = client_of(disputed.bea)
    answer = bea.post(address_of(disputed.visit), {"reason": "Nobody came"})
    assert "It is disputed" in answer.content.decode()
    assert "the subscriber is told" in uphold(disputed, disputed.bea, "90.00")
    answer = bea.post(address_of(disputed.visit), {"reason": "Nobody came"})
    assert "It is disputed" in answer.content.decode()
    assert not Waiver.objects.exists()


def test_what_is_waived_isnt_upheld_too(household):
    client_of(household.sue).post(address_of(household.fee), {"reason": "Mail strike"})
    household.ticket = dispute_line(
        account_id=household.home.pk,
        user_id=household.alice.pk,
        bill_number=household.bill.number,
        position=household.bill.lines.get(charge_id=household.fee).position,
        text="I paid in time.",
        files=(),
        key="1",
        now=NOW,
    )
    assert "It is waived already" in uphold(household, household.bea, "8.00")
    assert Charge.objects.filter(kind="credit").count() == 1
