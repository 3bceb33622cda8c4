"""Staff plan prices, grant discounts and pause services on pages; a bad form comes back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthline.catalog.models import PlanPrice, Tariff
from hearthline.kernel.clock import provider_date
from hearthline.subscriptions.models import Discount, Suspension
from tests import factories
from tests.looks import say_why

pytestmark = pytest.mark.django_db


@pytest.fixture
def had(cast: Any) -> Any:
    return factories.make_subscription(cast.home, factories.make_plan("fiber", price_minor=5000))


@pytest.fixture
def sam(cast: Any, had: Any, client: Client) -> Client:
    client.force_login(cast.sam)
    return say_why(client)


def day(days: int) -> str:
    return str(provider_date(datetime.now(tz=UTC)) + timedelta(days=days))


def test_a_price_is_planned_and_withdrawn(sam: Client):
    address = "/console/plans/fiber/prices/"
    assert sam.post(address, {"price": "60", "starts_date": day(29)}).status_code == 422
    assert sam.post(address, {"price": "60", "starts_date": day(30)}).status_code == 302
    price = PlanPrice.objects.get()
    sam.post(f"/console/prices/{price.pk}/withdraw/")
    assert not PlanPrice.objects.exists()


def test_a_discount_is_granted_and_ended(sam: Client, cast: Any, had: Any):
    address = f"/console/accounts/{cast.home.number}/discounts/"
    typed = {"service": had.number, "name": "Sorry", "gives": "percent", "starts_date": day(0)}
    assert sam.post(address, {**typed, "gift": "101", "reason": "x"}).status_code == 422
    assert sam.post(address, {**typed, "gift": "12.5", "reason": ""}).status_code == 422
    assert sam.post(address, {**typed, "gift": "12.5", "reason": "Outage"}).status_code == 302
    granted = Discount.objects.get()
    assert granted.rate_ppm == 125_000
    sam.post(address, {"step": "end", "discount": str(granted.pk), "end_reason": "Over"})
    granted.refresh_from_db()
    assert granted.end_reason == "Over"


def test_a_service_is_paused_and_on_again(sam: Client, cast: Any, had: Any):
    address = f"/console/accounts/{cast.home.number}/pauses/"
    typed = {"service": had.number, "starts_date": day(1), "ends_date": day(4)}
    assert sam.post(address, {**typed, "reason": ""}).status_code == 422
    assert sam.post(address, {**typed, "reason": "Works"}).status_code == 302
    assert Suspension.objects.get().reason == "Works"
    sam.post(address, {"resume": had.number})
    assert not Suspension.objects.exists()


def test_a_promotion_says_what_it_gives(sam: Client):
    typed = {
        "code": "fall",
        "title": "Fall",
        "title_es": "Otoño",
        "text": "Less.",
        "text_es": "Menos.",
        "plan": "fiber",
        "starts_date": day(0),
        "ends_date": day(30),
        "gives": "amount",
        "rank": "1",
        "step": "save",
    }
    assert sam.post("/console/promotions/add/", {**typed, "gift": "0"}).status_code == 422
    given = {**typed, "gift": "5.00", "for_months": "3"}
    assert sam.post("/console/promotions/add/", given).status_code == 302


def test_what_use_costs_is_decided_ended_and_withdrawn(sam: Client):
    address = "/console/plans/fiber/tariffs/"
    typed = {
        "usage_kind": "voice",
        "name": "Calls",
        "included_quantity": "100",
        "block_quantity": "1",
        "price": "0.0495",
        "starts_date": day(30),
    }
    for wrong in ({"starts_date": day(29)}, {"price": "1,5"}, {"price": "-1"}, {"name": ""}):
        answer = sam.post(address, typed | wrong)
        assert answer.status_code == 422
        assert b'value="100"' in answer.content
    assert sam.post(address, typed).status_code == 302
    tariff = Tariff.objects.get()
    assert (tariff.included_quantity, tariff.block_quantity) == (6000, 60)
    assert tariff.price_millionths == 4_950_000
    end = f"/console/tariffs/{tariff.pk}/end/"
    assert sam.post(end, {"ends_date": day(0)}).status_code == 422
    assert sam.post(end, {"ends_date": day(60)}).status_code == 302
    assert "100 min a month included" in sam.get(address).content.decode()
    sam.post(f"/console/tariffs/{tariff.pk}/withdraw/")
    assert not Tariff.objects.exists()


def test_subscribers_read_what_use_costs(client: Client, cast: Any, had: Any):
    Tariff.objects.create(plan=had.plan, usage_kind="data", name="Data", price_millionths=5_000_000)
    client.force_login(cast.alice)
    page = client.get(f"/services/{had.number}/").content.decode()
    assert "$0.05 per 1 MB begun" in page
