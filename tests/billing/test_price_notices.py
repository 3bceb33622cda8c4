"""A new price: decided with notice, told with the first bill that has it, billed as told."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.models import BillLine
from hearthline.billing.operations import run_bills, tell_price_changes, tell_price_stays
from hearthline.catalog.models import Plan, PlanPrice
from hearthline.catalog.operations import (
    UnableToEditCatalog,
    change_plan_price,
    follow_plan_prices,
    withdraw_plan_price,
)
from hearthline.notices.models import Message
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
NOW = datetime(2026, 5, 12, 18, tzinfo=UTC)
STARTS = date(2026, 7, 11)


@pytest.fixture
def plan(cast: Any) -> Plan:
    plan = factories.make_plan(price_minor=3100)
    factories.make_subscription(cast.home, plan)
    return plan


def decide(plan: Plan, cast: Any, **other: Any) -> int:
    given: dict[str, Any] = {"price_minor": 6200, "starts_date": STARTS} | other
    return change_plan_price(code=plan.code, user_id=cast.sam.pk, now=NOW, **given)


def bodies(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=kind, part_of=None).values_list("body_text", flat=True))


def test_people_are_told_once_of_the_bill_that_has_it(plan: Plan, cast: Any):
    other = factories.make_account(billing_day=20)
    factories.make_member(other, factories.make_user("carol"))
    factories.make_subscription(other, plan)
    decide(plan, cast)
    assert tell_price_changes(now=NOW) == 3
    assert tell_price_changes(now=NOW) == 0
    told = bodies("price_change")
    assert all("$62.00 instead of $31.00" in text for text in told)
    assert sum("Your bill of July 1, 2026" in text for text in told) == 2
    assert sum("Your bill of June 20, 2026" in text for text in told) == 1


def test_the_bill_that_was_told_is_the_first_one_with_it(plan: Plan, cast: Any):
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    decide(plan, cast)
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        run_bills(bill_date=day, now=datetime(day.year, day.month, day.day, 18, tzinfo=UTC))
    lines = BillLine.objects.filter(bill__account=cast.home).order_by("bill_id", "position")
    # July has 31 days: ten at 31.00, twenty-one at 62.00
    assert list(lines.values_list("amount_minor", flat=True))[-3:] == [3100, 1000, 4200]


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"starts_date": date(2026, 6, 10)}, "too_soon"),
        ({"price_minor": 3000, "starts_date": date(2026, 5, 12)}, "too_soon"),
        ({"price_minor": 3100}, "same_price"),
        ({"price_minor": -1}, "below_zero"),
    ],
)
def test_what_is_refused(plan: Plan, cast: Any, other: dict[str, Any], reason: str):
    with pytest.raises(UnableToEditCatalog) as refused:
        decide(plan, cast, **other)
    assert refused.value.reason == reason
    assert not PlanPrice.objects.exists()


def test_a_fall_needs_no_notice(plan: Plan, cast: Any):
    decide(plan, cast, price_minor=3000, starts_date=date(2026, 5, 13))


def test_the_plan_follows_on_the_day(plan: Plan, cast: Any):
    decide(plan, cast)
    noon = datetime(2026, 7, 11, 18, tzinfo=UTC)
    assert follow_plan_prices(now=noon - timedelta(days=1)) == 0
    assert follow_plan_prices(now=noon) == 1
    plan.refresh_from_db()
    assert plan.price_minor == 6200


def test_withdrawn_it_never_was_and_people_hear_of_it(plan: Plan, cast: Any):
    price_id = decide(plan, cast)
    withdraw_plan_price(price_id=price_id, user_id=cast.sam.pk, now=NOW)
    assert not PlanPrice.objects.exists()
    told = tell_price_stays(
        price_id=price_id, plan_code=plan.code, price_minor=3100, starts_date=STARTS, now=NOW
    )
    assert told == 2
    assert "the price stays $31.00" in bodies("price_stays")[0]


def test_what_has_started_stays(plan: Plan, cast: Any):
    price_id = decide(plan, cast)
    with pytest.raises(UnableToEditCatalog, match="has_started"):
        withdraw_plan_price(
            price_id=price_id, user_id=cast.sam.pk, now=datetime(2026, 7, 12, tzinfo=UTC)
        )


def test_the_notice_is_for_who_has_the_plan(plan: Plan, cast: Any, client: Client):
    address = f"/notices/prices/{decide(plan, cast)}/"
    client.force_login(cast.alice)
    assert "$62.00" in client.get(address).content.decode()
    client.force_login(cast.mallory)
    assert client.get(address).status_code == 404


def test_two_decisions_in_a_row_wait_for_the_queue_together(plan: Plan, cast: Any):
    decide(plan, cast)
    decide(factories.make_plan(price_minor=100), cast)
    assert PlanPrice.objects.count() == 2
