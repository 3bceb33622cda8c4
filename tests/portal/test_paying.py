"""The form that pays: what it shows, what it refuses and keeps, and that it charges once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hearthline.billing.operations import Proposal, arrange_by_staff
from hearthline.kernel.clock import now, provider_date
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.models import Payment
from tests.payments.conftest import (  # noqa: F401 - fixtures
    OWED,
    Shop,
    at_once,
    door,
    keep,
    owe,
    shop,
)


@pytest.fixture
def counter(shop: Shop, settings: Any) -> Shop:  # noqa: F811 - the fixture of that name
    """The shop, with all our pages."""
    settings.ROOT_URLCONF = "hearthline.config.urls"
    return shop


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client: Client) -> dict[str, str]:
    """The fields of the form as the page has them filled in."""
    form = client.get("/pay/").context["form"]
    return {name: str(form[name].value() or "") for name in form.fields if form[name].value()}


def test_the_form_offers_what_is_due_and_the_saved_card(counter: Shop):
    method = keep(counter.home)
    client = client_of(counter.cast.alice)
    form = form_of(client)
    assert form["amount_choice"] == "whole"
    assert form["method"] == str(method)
    page = client.get("/pay/").content.decode()
    assert "$82.40" in page
    in_spanish = client.get("/pay/", headers={"accept-language": "es"}).content.decode()
    assert "Todo lo que está por pagar: $82.40" in in_spanish
    assert "US$" not in in_spanish


def test_a_saved_card_is_charged_and_confirmed(counter: Shop):
    keep(counter.home)
    client = client_of(counter.cast.alice)
    answer = client.post("/pay/", form_of(client), follow=True)
    assert "We received $82.40" in answer.content.decode()
    assert counter.charged() == [OWED]
    assert counter.owed() == 0


def test_a_new_card_is_entered_on_the_gateways_page(counter: Shop):
    client = client_of(counter.cast.alice)
    answer = client.post("/pay/", form_of(client))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(counter.company.url)
    counter.payer.pay(answer.headers["Location"], Behaviour.SUCCEEDS)
    number = Payment.objects.get().number
    page = client.get(f"/payments/{number}/return/", follow=True).content.decode()
    assert "We received $82.40" in page
    assert number in page


def test_the_same_form_five_times_is_one_charge(counter: Shop):
    keep(counter.home)
    client = client_of(counter.cast.alice)
    form = form_of(client)
    answers = at_once(*[lambda: client_of(counter.cast.alice).post("/pay/", form)] * 5)
    assert {answer.headers["Location"] for answer in answers} == {
        f"/payments/{Payment.objects.get().number}/"
    }
    late = client.post("/pay/", form)
    assert late.headers["Location"] == f"/payments/{Payment.objects.get().number}/"
    assert counter.charged() == [OWED]


def test_two_people_at_once_are_one_charge_and_one_explanation(counter: Shop):
    keep(counter.home)
    works = []
    for user in (counter.cast.alice, counter.cast.bob):
        client = client_of(user)
        form = form_of(client)
        works.append(lambda client=client, form=form: client.post("/pay/", form))
    answers = at_once(*works)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    page = refused.content.decode()
    assert "started a payment a moment ago" in page or "has changed since" in page
    assert counter.charged() == [OWED]


@pytest.mark.parametrize(
    "typed", ["", "abc", "0", "-5", "1,50", "1e9", "99999999999999", "1.005", "<b>5</b>", "٣"]
)
def test_a_bad_amount_is_refused_beside_its_field_and_nothing_is_lost(typed: str, counter: Shop):
    method = keep(counter.home)
    client = client_of(counter.cast.alice)
    form = form_of(client) | {"amount_choice": "other", "other_amount": typed}
    answer = client.post("/pay/", form)
    assert answer.status_code == 422
    shown = answer.context["form"]
    assert shown.errors["other_amount"]
    assert shown["other_amount"].value() == typed
    assert shown["method"].value() == str(method)
    assert "Error:" in answer.content.decode().partition("</title>")[0]
    assert counter.charged() == []


def test_another_amount_is_charged(counter: Shop):
    keep(counter.home)
    client = client_of(counter.cast.alice)
    form = form_of(client) | {"amount_choice": "other", "other_amount": "$20.00"}
    answer = client.post("/pay/", form, follow=True)
    assert "Still due" in answer.content.decode()
    assert counter.charged() == [2000]


@pytest.mark.parametrize(
    "change",
    [
        {"idempotency_key": "no-uuid"},
        {"seen_minor": "x"},
        {"seen_minor": "9" * 30},
        {"method": "999999999"},
        {"method": "-1"},
        {"amount_choice": "all"},
        {"bill_number": "x" * 500},
        {"bill_number": "000000000"},
    ],
)
def test_a_tampered_form_is_refused(change: dict[str, str], counter: Shop):
    keep(counter.home)
    client = client_of(counter.cast.alice)
    answer = client.post("/pay/", form_of(client) | change)
    assert answer.status_code == 422
    assert counter.charged() == []


def test_mallory_can_not_charge_alices_card(counter: Shop):
    method = keep(counter.home)
    owe(counter.cast.other)
    client = client_of(counter.cast.mallory)
    answer = client.post("/pay/", form_of(client) | {"method": str(method)})
    assert answer.status_code == 422
    assert counter.charged() == []


def test_mallory_can_not_touch_alices_payment_or_card(counter: Shop):
    method = keep(counter.home)
    client_of(counter.cast.alice).post("/pay/", form_of(client_of(counter.cast.alice)))
    number = Payment.objects.get().number
    client = client_of(counter.cast.mallory)
    for address in (f"/payments/{number}/", f"/payments/{number}/return/"):
        assert client.get(address).status_code == 404
    for address in (f"/payments/{number}/cancel/", f"/payments/methods/{method}/remove/"):
        assert client.post(address).status_code == 404
    assert number not in client.get("/payments/").content.decode()


def test_a_declined_card_says_so_and_offers_another_way(counter: Shop):
    keep(counter.home, Behaviour.DECLINED)
    client = client_of(counter.cast.alice)
    page = client.post("/pay/", form_of(client), follow=True).content.decode()
    assert "The payment didn" in page
    assert "The bank declined the card." in page
    assert 'href="/pay/"' in page
    assert counter.owed() == OWED


def test_an_unfinished_payment_can_be_given_up(counter: Shop):
    client = client_of(counter.cast.alice)
    client.post("/pay/", form_of(client))
    number = Payment.objects.get().number
    assert "unfinished payment" in client.get("/pay/").content.decode()
    page = client.post(f"/payments/{number}/cancel/", follow=True).content.decode()
    assert "Nothing was taken" in page
    assert counter.charged() == []


def test_a_card_can_be_removed(counter: Shop):
    method = keep(counter.home)
    client = client_of(counter.cast.alice)
    page = client.post(f"/payments/methods/{method}/remove/", follow=True).content.decode()
    assert "No saved cards" in page
    assert client.post(f"/payments/methods/{method}/remove/").status_code == 404


def test_a_viewer_can_not_pay(counter: Shop):
    from tests import factories

    eve = factories.make_user(f"eve{uuid4().hex[:6]}")
    factories.make_member(counter.home, eve, role="viewer")
    keep(counter.home)
    client = client_of(eve)
    answer = client.post("/pay/", form_of(client))
    assert answer.status_code in {403, 422}
    assert counter.charged() == []


def test_while_an_arrangement_is_on_its_next_part_is_asked_for_and_taken(counter: Shop):
    keep(counter.home)
    at = now()
    arrange_by_staff(
        account_id=counter.home.pk,
        staff_user_id=counter.cast.sam.pk,
        proposal=Proposal(parts=2, first_date=provider_date(at) + timedelta(days=3), every="week"),
        reason="Hospital",
        idempotency_key="1",
        now=at,
    )
    client = client_of(counter.cast.alice)
    form = form_of(client)
    assert form["amount_choice"] == "part"
    answers = [client.post("/pay/", form, follow=True) for _twice in range(2)]
    assert all("We received $41.20" in answer.content.decode() for answer in answers)
    assert counter.charged() == [OWED // 2]
    assert counter.owed() == OWED // 2


def test_a_part_that_nobody_was_shown_is_not_taken(counter: Shop):
    keep(counter.home)
    client = client_of(counter.cast.alice)
    answer = client.post("/pay/", form_of(client) | {"amount_choice": "part"})
    assert answer.status_code == 422
    assert counter.charged() == []
