"""People hear before a discount ends and before a bill rises: once, with what it will be."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from hearthline.billing.models import RiseBound
from hearthline.billing.operations import add_charge, run_bills
from hearthline.billing.telling_ahead import (
    choose_rise_bound,
    rise_bound,
    tell_discounts_ending,
    tell_rising_bills,
)
from hearthline.kernel.money import Money
from hearthline.notices.models import Message
from hearthline.subscriptions.models import Discount
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 18, tzinfo=UTC)


def bodies(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=kind, part_of=None).values_list("body_text", flat=True))


@pytest.fixture
def home(cast: Any) -> Any:
    cast.home.created_at = datetime(2024, 1, 1, 12, tzinfo=UTC)
    cast.home.save()
    plan = factories.make_plan(price_minor=5000)
    had = factories.make_subscription(cast.home, plan, started=date(2026, 4, 1))
    Discount.objects.create(
        account=cast.home,
        subscription=had,
        name="Welcome",
        kind="amount",
        amount_minor=2000,
        starts_date=date(2026, 1, 1),
        ends_date=date(2026, 5, 1),
        decided_at=at(date(2026, 1, 1)),
    )
    run_bills(bill_date=date(2026, 4, 1), now=at(date(2026, 4, 1)))
    return cast.home


def test_before_a_discount_ends_with_the_first_bill_without(home: Any):
    # 30 days and 7 days before 1 May, each once, whenever the job runs
    days = [date(2026, 3, 31), *(date(2026, 4, day) for day in (1, 2, 20, 24, 25, 29))]
    told = [tell_discounts_ending(now=at(day)) for day in days]
    assert told == [0, 1, 0, 0, 1, 0, 0]
    for text in bodies("discount_ends"):
        assert "April 30, 2026" in text
        assert "Your bill of May 1, 2026" in text
        assert "$50.00" in text


def test_a_bill_that_rises_is_told_once(home: Any):
    assert tell_rising_bills(now=at(date(2026, 4, 23))) == 0
    assert tell_rising_bills(now=at(date(2026, 4, 24))) == 1
    assert tell_rising_bills(now=at(date(2026, 4, 24))) == 0
    assert len(bodies("bill_rises")) == 2  # alice and bob
    assert "$50.00" in bodies("bill_rises")[0]
    assert "$30.00" in bodies("bill_rises")[0]


@pytest.mark.parametrize(("bound", "told"), [(1999, 1), (2000, 0), (None, 0)])
def test_from_the_amount_that_was_chosen_on(home: Any, bound: int | None, told: int):
    amount = None if bound is None else Money(bound, "USD")
    choose_rise_bound(account_id=home.pk, amount=amount, now=at(date(2026, 4, 2)))
    assert tell_rising_bills(now=at(date(2026, 4, 24))) == told


def test_a_charge_makes_it_rise(home: Any):
    Discount.objects.update(ends_date=None)
    assert tell_rising_bills(now=at(date(2026, 4, 24))) == 0
    add_charge(
        account_id=home.pk,
        kind="one_off",
        amount=Money(1001, "USD"),
        description="Visit",
        effective_date=date(2026, 4, 10),
        now=at(date(2026, 4, 10)),
    )
    assert tell_rising_bills(now=at(date(2026, 4, 24))) == 1


def test_it_is_chosen_on_a_page(home: Any, cast: Any, client: Client):
    client.force_login(cast.alice)
    assert 'value="10.00"' in client.get("/settings/bill-rises/").content.decode()
    assert client.post("/settings/bill-rises/", {"amount": "a lot"}).status_code == 422
    client.post("/settings/bill-rises/", {"amount": "25.50"})
    assert rise_bound(account_id=home.pk, currency="USD") == Money(2550, "USD")
    client.post("/settings/bill-rises/", {"amount": ""})
    assert RiseBound.objects.get().amount_minor is None
