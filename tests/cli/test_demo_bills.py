"""The demo has one of each that happens to bills; few households show them."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from hearthline.billing.arrangements import arrangement_on
from hearthline.billing.bill_runs import bill_run_state
from hearthline.billing.disputes import open_disputes
from hearthline.billing.forecast import foreseen_bills
from hearthline.billing.models import Adjustment, Bill, BillLine, BillRun, Closing, Waiver
from hearthline.billing.queries import bills_of, latest_bill
from hearthline.billing.usage_so_far import usage_so_far
from hearthline.catalog.queries import prices_of_plan
from hearthline.cli.demo.households import Household, Situation
from hearthline.cli.demo.provider import households
from hearthline.customers.models import Account
from hearthline.identity.models import User
from hearthline.kernel.checks import run_checks
from hearthline.kernel.clock import provider_date
from hearthline.notices.models import Message
from hearthline.subscriptions.queries import pause_of
from tests.cli.demo_loading import load_at
from tests.conftest import NOW

TODAY = provider_date(NOW)


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[SimpleNamespace]:
    """One household of each situation."""
    first: dict[Situation, Household] = {}
    for home in households(TODAY):
        first.setdefault(home.situation, home)
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), transaction.atomic():
        load_at(NOW, folder, list(first.values()))
        ids = dict(Account.objects.values_list("number", "pk"))
        of = {situation: ids[home.number] for situation, home in first.items()}
        yield SimpleNamespace(folder=folder, of=of)
        transaction.set_rollback(True)


def lines(account_id: int, number: str) -> dict[tuple[str, str], int]:
    """What a bill has: its lines' amounts by kind and description."""
    found = BillLine.objects.filter(bill__account_id=account_id, bill__number=number)
    return {(line.kind, line.description): line.amount_minor for line in found}


def test_the_books_are_right(demo):
    with override_settings(ATTACHMENTS_DIR=demo.folder / "attachments"):
        assert run_checks()[1] == []


def test_grace_pays_for_what_she_used(demo):
    grace = demo.of[Situation.COUNTED]
    bill = latest_bill(account_id=grace)
    assert bill is not None
    found = lines(grace, bill.number)
    assert found["usage", "The Long Winter"] == 495
    # 52 + 71 + 38 minutes, three times 27 more, 100 of them included.
    assert found["usage", "Long-distance calls"] == (161 + 81 - 100) * 5
    assert found["discount", "Thank you for ten years"] == -1500
    assert {line.name for line in usage_so_far(account_id=grace, now=NOW)} == {
        "Films on demand",
        "Long-distance calls",
    }
    yearly = BillLine.objects.get(bill__account_id=grace, description="Online backup")
    assert (yearly.amount_minor, yearly.kind) == (4800, "recurring")
    assert yearly.period_start
    assert yearly.period_end
    assert (yearly.period_end - yearly.period_start).days == 365


def test_graces_next_bills_rise_and_she_was_told(demo):
    grace = demo.of[Situation.COUNTED]
    soon, *_ = foreseen_bills(account_id=grace, now=NOW)
    assert soon.explanation is not None
    assert {cause.kind for cause in soon.explanation.causes} >= {"discount_ended", "price_change"}
    (price,) = prices_of_plan(code="tv-everything")
    assert price.told_at
    assert price.starts_date > TODAY
    user = User.objects.get(username="grace")
    kinds = set(Message.objects.filter(user_id=user.pk).values_list("kind", flat=True))
    assert {"price_change", "discount_ends"} <= kinds


def test_grace_disputes_a_film(demo):
    (line,) = open_disputes()
    assert (line.description, line.amount.amount_minor) == ("The Long Winter", 495)


def test_heidi_was_let_off_a_late_fee(demo):
    waiver = Waiver.objects.get()
    assert waiver.charge.account_id == demo.of[Situation.TROUBLED]
    assert waiver.charge.amount_minor == 800
    both = BillLine.objects.filter(charge_id__in=[waiver.charge_id, waiver.credit_id])
    assert sum(both.values_list("amount_minor", flat=True)) == 0
    assert both.count() == 2


def test_heidis_wrong_bill_was_made_anew(demo):
    heidi = demo.of[Situation.TROUBLED]
    kinds = [bill.kind for bill in bills_of(account_id=heidi, page_size=50).bills]
    assert sorted(kinds) == sorted(["credit_note", "rebill", *["regular"] * 13])
    rebill = Bill.objects.get(account_id=heidi, kind="rebill")
    assert rebill.corrects
    assert ("one_off", "Technician's visit") in lines(heidi, rebill.corrects.number)
    assert ("one_off", "Technician's visit") not in lines(heidi, rebill.number)


def test_heidi_pays_in_parts(demo):
    arrangement = arrangement_on(account_id=demo.of[Situation.TROUBLED])
    assert arrangement is not None
    assert len(arrangement.parts) == 3


def test_the_school_pays_no_taxes(demo):
    school = BillLine.objects.filter(bill__account_id=demo.of[Situation.SCHOOL])
    assert not school.filter(kind__in=["tax", "fee"]).exists()
    assert school.filter(kind="recurring").count() > 30


def test_somebody_is_away_and_somebody_leaves(demo):
    away = demo.of[Situation.AWAY]
    number = Account.objects.get(pk=away).subscriptions.order_by("number")[0].number
    pause = pause_of(account_id=away, number=number, on=TODAY)
    assert pause is not None
    assert pause.ends_date
    assert pause.starts_date < TODAY < pause.ends_date
    closing = Closing.objects.get(closed_at=None)
    assert closing.account_id == demo.of[Situation.LEAVING]
    assert closing.closes_date > TODAY


def test_sam_has_something_to_approve(demo):
    assert Adjustment.objects.filter(state="proposed").count() == 2
    run = BillRun.objects.get(bill_date__gt=TODAY)
    state = bill_run_state(bill_date=run.bill_date)
    assert state is not None
    assert state.state == "to_approve"
