"""Why a bill changed, on its page: in plain words, with ways to what led to it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import override_settings

from hearthline.billing.explanation import Cause
from hearthline.billing.operations import add_charge, run_bills
from hearthline.billing.queries import bills_of
from hearthline.kernel.money import Money
from hearthline.portal.bills.events import event_link, link_of_event
from tests.looks import say_why


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def newest(portal: Any) -> str:
    return str(bills_of(account_id=portal.cast.home.pk).bills[0].number)


@pytest.mark.django_db
def test_nothing_changed_in_one_line(portal: Any, books_are_right: None):
    page = text_of(portal.client(portal.cast.alice).get(f"/bills/{newest(portal)}/"))
    assert "This bill is the same as the one before." in page
    assert "Why did my bill change?" not in page


@pytest.mark.django_db
def test_the_first_bill_is_not_explained(portal: Any):
    oldest = bills_of(account_id=portal.cast.home.pk).bills[-1].number
    page = text_of(portal.client(portal.cast.alice).get(f"/bills/{oldest}/"))
    assert "the one before" not in page
    assert "Why did my bill change?" not in page


@pytest.fixture
def credited(portal: Any, books_are_right: None) -> Any:
    """The newest of three bills is $12.40 lower."""
    day = portal.bill_dates[1]
    month_on = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    at = datetime(month_on.year, month_on.month, month_on.day, 18, tzinfo=UTC)
    add_charge(
        account_id=portal.cast.home.pk,
        kind="credit",
        amount=Money(-1240, "USD"),
        description="Outage of 4 days",
        effective_date=month_on,
        cause="outage:17",
        now=at,
    )
    run_bills(bill_date=month_on, now=at)
    return portal


@pytest.mark.django_db
def test_what_changed_stands_at_the_top(credited: Any):
    page = text_of(credited.client(credited.cast.alice).get(f"/bills/{newest(credited)}/"))
    assert "This bill is $12.40 lower" in page
    assert "Outage of 4 days: a credit" in page
    assert "-$12.40" in page
    assert page.index("Why did my bill change?") < page.index("What this bill is made of")


@pytest.mark.django_db
def test_in_spanish(credited: Any):
    client = credited.client(credited.cast.alice)
    page = text_of(client.get(f"/bills/{newest(credited)}/", headers={"Accept-Language": "es"}))
    assert "¿Por qué cambió mi factura?" in page
    assert "Outage of 4 days: un crédito" in page


@pytest.mark.django_db
def test_staff_see_it_too(credited: Any):
    client = say_why(credited.client(credited.cast.sam))
    page = text_of(client.get(f"/console/accounts/ALICE-1/bills/{newest(credited)}/"))
    assert "This bill is $12.40 lower" in page
    older = bills_of(account_id=credited.cast.home.pk).bills[1].number
    assert f'href="/console/accounts/ALICE-1/bills/{older}/"' in page


def test_events_lead_somewhere_only_where_there_is_a_page():
    for event in ("", "visit", "usage", "unknown:17", "outage:", "outage"):
        assert link_of_event(event) == ""


def test_a_hold_and_a_discount_lead_to_their_service_and_a_price_to_its_notice():
    nothing = Money(0, "USD")
    assert link_of_event("price:3") == "/notices/prices/3/"
    for event in ("suspension:4", "discount:5", "promotion:spring", "usage"):
        cause = Cause(
            "x", "Fiber", "", nothing, nothing, None, None, event, "S/1", nothing, nothing
        )
        assert event_link(cause) == "/services/S/1/"
        assert event_link(replace(cause, subscription_number="")) == ""


@override_settings(ROOT_URLCONF="tests.portal.pages_of_events")
def test_events_lead_to_their_pages():
    assert link_of_event("outage:17") == "/outages/17/"
    assert link_of_event("order:123-4") == "/orders/123-4/"
    assert link_of_event("ticket:9") == ""
