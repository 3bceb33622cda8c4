"""Staff change what an account owes; above their limit a second person decides."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now as real_now

from hearthline.billing.models import Adjustment, Payout
from hearthline.billing.operations import close_account, run_bills
from hearthline.billing.operations.ledger import Leg, post_transaction
from hearthline.billing.queries import balance
from hearthline.customers.models import AccountLook
from hearthline.identity.sessions import PROVEN_AT
from hearthline.payments.operations import record_payment
from tests import factories
from tests.conftest import NOW
from tests.looks import say_why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


@pytest.fixture
def household(cast: Any) -> Any:
    """alice owes 100.00."""
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    plan = factories.make_plan(price_minor=10_000, tax_category="")
    factories.make_subscription(cast.home, plan, started=date(2026, 3, 1))
    run_bills(bill_date=date(2026, 3, 1), now=datetime(2026, 3, 1, 18, tzinfo=UTC))
    cast.bea = factories.make_user("bea", is_staff=True, roles=("billing",))
    return cast


def client_of(user: Any, *, is_proven: bool = True) -> Client:
    client = Client()
    client.force_login(user)
    if is_proven:
        session = client.session
        session[PROVEN_AT] = real_now().isoformat()
        session.save()
    return say_why(client)


def typed(client: Client, what: str, **fields: str) -> dict[str, str]:
    page = client.get(f"/console/accounts/ALICE-1/adjust/?what={what}").content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(what|idempotency_key)" value="([^"]+)"', page))
    assert set(hidden) == {"what", "idempotency_key"}
    return {**hidden, **fields}


def send(client: Client, what: str, **fields: str) -> Any:
    return client.post(
        f"/console/accounts/ALICE-1/adjust/?what={what}", typed(client, what, **fields)
    )


def owed(cast: Any) -> int:
    return balance(account_id=cast.home.pk).amount_minor


CREDIT = {"amount": "20.00", "reason": "goodwill", "words": "for the wait", "applies": "now"}


def test_a_credit_at_once_that_the_subscriber_reads(household):
    sue = client_of(household.sue)
    form = typed(sue, "credit", **CREDIT)
    for _twice in range(2):
        answer = sue.post("/console/accounts/ALICE-1/adjust/", form)
        assert answer["Location"] == "/console/accounts/ALICE-1/money/"
    assert owed(household) == 8000
    page = sue.get("/console/accounts/ALICE-1/money/").content.decode()
    assert "for the wait" in page
    assert "within the limit" in page
    client = Client()
    client.force_login(household.alice)
    assert "Goodwill: for the wait" in client.get("/bills/activity/").content.decode()
    assert AccountLook.objects.filter(account=household.home, user=household.sue).exists()


def test_above_the_limit_two_people_are_named(household):
    send(client_of(household.sue), "credit", **(CREDIT | {"amount": "25.01"}))
    made = Adjustment.objects.get()
    address = f"/console/approvals/{made.pk}/"
    assert owed(household) == 10_000
    assert client_of(household.sue).get("/console/approvals/").status_code == 403
    bea = client_of(household.bea)
    assert "ALICE-1" in bea.get("/console/approvals/").content.decode()
    assert bea.post(address, {}).status_code == 422
    assert bea.post(address, {"answer": "approve"}).status_code == 302
    assert owed(household) == 7499
    page = bea.get(address).content.decode()
    assert "sue" in page
    assert "bea" in page
    again = client_of(household.sam).post(address, {"answer": "refuse"})
    assert "Somebody else decided it meanwhile." in again.content.decode()


def test_nobody_approves_their_own(household):
    send(client_of(household.sam), "credit", **(CREDIT | {"amount": "600"}))
    address = f"/console/approvals/{Adjustment.objects.get().pk}/"
    sam = client_of(household.sam)
    assert 'name="answer"' not in sam.get(address).content.decode()
    assert sam.post(address, {"answer": "approve"}).status_code == 422
    assert owed(household) == 10_000


def test_money_moves_only_with_a_fresh_proof(household):
    sue = client_of(household.sue, is_proven=False)
    answer = send(sue, "credit", **CREDIT)
    assert answer["Location"].startswith("/security/confirm/")
    assert owed(household) == 10_000
    page = sue.get("/console/accounts/ALICE-1/adjust/").content.decode()
    assert 'value="20.00"' in page
    assert "for the wait" in page
    # Only once.
    assert sue.get("/console/accounts/ALICE-1/adjust/").status_code == 302


@pytest.mark.parametrize(
    ("what", "fields", "words"),
    [
        ("credit", {"amount": "0"}, "Enter an amount above zero."),
        ("credit", {"amount": "-5"}, "Enter an amount above zero."),
        ("credit", {"amount": "1.234"}, "Enter an amount with a point"),
        ("credit", {"reason": "bankruptcy"}, "Select a valid choice"),
        ("write_off", {"amount": "100.01", "reason": "bankruptcy"}, "more than the account owes"),
        ("refund", {"reason": "asked"}, "more than the account&#x27;s credit"),
        ("deposit_used", {}, "more than the deposit that is held"),
    ],
)
def test_what_is_refused_comes_back(what, fields, words, household):
    answer = send(client_of(household.sam), what, **(CREDIT | fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "for the wait" in page
    assert not Adjustment.objects.exists()


def test_support_writes_nothing_off(household):
    sue = client_of(household.sue)
    assert "write_off" not in sue.get("/console/accounts/ALICE-1/money/").content.decode()
    answer = send(sue, "write_off", **(CREDIT | {"reason": "bankruptcy"}))
    assert answer.status_code == 422
    assert owed(household) == 10_000


def test_a_refund_goes_to_the_list_and_leaves_it(household):
    record_payment(
        account_id=household.home.pk,
        amount_minor=13_000,
        channel="check",
        reference="1",
        received_at=NOW,
        idempotency_key="1",
        staff_user_id=None,
        now=NOW,
    )
    bea = client_of(household.bea)
    send(bea, "refund", **(CREDIT | {"amount": "30", "reason": "overpaid"}))
    address = f"/console/payouts/{Payout.objects.get().pk}/"
    assert address in bea.get("/console/approvals/").content.decode()
    assert bea.post(address, {"reference": " "}).status_code == 422
    assert bea.post(address, {"reference": "check 77"}).status_code == 302
    assert address not in bea.get("/console/approvals/").content.decode()
    assert "check 77" in bea.get(address).content.decode()
    assert owed(household) == 0


def closed_with_credit(cast):
    record_payment(
        account_id=cast.home.pk,
        amount_minor=30_000,
        channel="check",
        reference="1",
        received_at=NOW,
        idempotency_key="1",
        staff_user_id=None,
        now=NOW,
    )
    close_account(
        account_id=cast.home.pk,
        on_date=NOW.date(),
        reason="Moves",
        user_id=cast.bea.pk,
        now=NOW,
    )


def test_the_refund_of_a_closed_account_from_page_to_page(household):
    closed_with_credit(household)
    credit = -owed(household)
    assert credit > 0
    asked = Adjustment.objects.get()
    bea, sam = client_of(household.bea), client_of(household.sam)
    page = bea.get("/console/closings/").content.decode()
    assert f"/console/approvals/{asked.pk}/" in page
    assert "Refund waits for approval" in page
    assert sam.post(f"/console/approvals/{asked.pk}/", {"answer": "approve"}).status_code == 302
    payout = f"/console/payouts/{Payout.objects.get().pk}/"
    page = bea.get("/console/closings/").content.decode()
    assert payout in page
    assert "To be paid out" in page
    post_transaction(
        account_id=household.home.pk,
        kind="adjustment",
        legs=[Leg("receivable", household.home.pk, 500), Leg("revenue", None, -500)],
        currency="USD",
        scope="test",
        idempotency_key="1",
        description="",
        occurred_at=NOW,
        now=NOW,
    )
    page = bea.get(payout).content.decode()
    assert "The account owes $5.00 again" in page
    assert 'name="reference"' not in page
    refused = bea.post(payout, {"reference": "check 9"})
    assert refused.status_code == 422
    assert "Take the refund back first" in refused.content.decode()
    assert bea.post(payout, {"action": "take_back"}).status_code == 302
    assert "Taken back" in bea.get(payout).content.decode()
    page = bea.get("/console/approvals/").content.decode()
    assert "The closing of the account" in page
    assert Adjustment.objects.latest("pk").amount_minor == credit - 500
    money = bea.get("/console/accounts/ALICE-1/money/")
    assert "The closing of the account" in money.content.decode()
