"""The overview: what is due and when, the services, what is new, the next action."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

MOST_QUERIES = 9


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.django_db
def test_what_is_due_comes_first_with_a_way_to_pay(portal: Any, books_are_right: None):
    page = text_of(portal.client(portal.cast.alice).get("/"))
    assert page.index("$170.00") < page.index("Your services")
    assert 'href="/pay/"' in page
    assert "See the bill" in page


@pytest.mark.django_db
def test_services_bill_and_payment_stand_there(portal: Any, books_are_right: None):
    portal.pay(1000)
    page = text_of(portal.client(portal.cast.bob).get("/"))
    assert "Fiber 500" in page
    assert "ONT-ALICE-1" in page
    assert "$80.00" in page
    assert "$10.00" in page
    assert "$160.00" in page
    assert "Your bill is ready" in page


@pytest.mark.django_db
def test_nothing_due_offers_no_payment_but_says_so(portal: Any, books_are_right: None):
    portal.pay(17000)
    page = text_of(portal.client(portal.cast.alice).get("/"))
    assert "Everything is paid" in page
    assert "Pay now" not in page


@pytest.mark.django_db
def test_a_credit_is_called_one(portal: Any, books_are_right: None):
    portal.pay(18000)
    page = text_of(portal.client(portal.cast.alice).get("/"))
    assert "You have a credit of $10.00" in page


@pytest.mark.django_db
def test_a_new_account_has_a_page_without_bills(cast: Any):
    from django.test import Client

    client = Client()
    client.force_login(cast.alice)
    page = text_of(client.get("/"))
    assert "Your first bill isn&#x27;t out yet" in page or "Your first bill isn't out yet" in page


@pytest.mark.django_db
def test_a_suspended_account_says_what_to_do(portal: Any):
    portal.cast.home.status = "suspended"
    portal.cast.home.save()
    page = text_of(portal.client(portal.cast.alice).get("/"))
    assert "Your service is suspended" in page


@pytest.mark.django_db
def test_few_queries_however_much_there_is(portal: Any):
    plan = factories.make_plan(kind="tv", name="TV")
    for _ in range(20):
        factories.make_subscription(portal.cast.home, plan)
    client = portal.client(portal.cast.alice)
    client.get("/")
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/").status_code == 200
    assert len(seen) <= MOST_QUERIES


@pytest.mark.django_db
def test_spanish(portal: Any):
    client = portal.client(portal.cast.alice)
    page = text_of(client.get("/", headers={"accept-language": "es"}))
    assert '<html lang="es"' in page
    assert "Pagar ahora" in page
    assert "Pay now" not in page


@pytest.mark.django_db
def test_mallory_sees_her_own(portal: Any):
    page = text_of(portal.client(portal.cast.mallory).get("/"))
    assert "ALICE-1" not in page
    assert "MALLORY-1" in page
