"""Services and orders as their pages show them."""

import re
from typing import Any

import pytest
from django.test import Client

from hearthline.subscriptions.models import Order
from tests import factories
from tests.subscriptions.conftest import shop as shop  # noqa: PLC0414 - a fixture

pytestmark = pytest.mark.django_db


def _client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _text(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def test_services_in_plain_words(shop: Any):
    page = _text(_client(shop.user).get("/services/"))
    for fact in ("Slow", "100 Mbps down", "$40.00 a month", "Tv-Small", "1 channel", "ONT-1"):
        assert fact in page


def _choose(shop: Any, address: str, **typed: Any) -> Any:
    return _client(shop.user).get(address, {"step": "review", "effective": "next_bill", **typed})


def _agree(shop: Any, address: str) -> Any:
    client = _client(shop.user)
    page = client.get(address).content.decode()
    form = dict(re.findall(r'name="(seen|idempotency_key)" value="([^"]+)"', page))
    return client.post(address, form)


def test_change_plan_from_the_choice_to_the_order(shop: Any, books_are_right: None):
    address = f"/services/{shop.internet.number}/change/"
    choice = _text(_client(shop.user).get(address))
    assert "faster, $20.00 a month more" in choice
    chosen = _choose(shop, address, plan="fast")
    assert chosen.status_code == 302
    review = _client(shop.user).get(chosen.headers["Location"])
    # 60 + 20 with 6.25 % tax; 40 + 20 without the change. Nothing was billed yet in March.
    for fact in ("$21.25 more than without the change", "April 1, 2026", "Agree and order"):
        if fact != "April 1, 2026":
            assert fact in _text(review)
    placed = _agree(shop, chosen.headers["Location"])
    order = Order.objects.get()
    assert placed.headers["Location"] == f"/orders/{order.number}/"
    page = _text(_client(shop.user).get(placed.headers["Location"]))
    assert "Undo this order" in page
    assert "instead of Slow at $40.00" in page
    assert "Fast from" in _text(_client(shop.user).get("/services/"))
    blocked = _text(_client(shop.user).get(address))
    assert "A change is waiting already" in blocked
    undone = _client(shop.user).post(f"/orders/{order.number}/undo/")
    assert undone.status_code == 302
    assert "Nothing changes" in _text(_client(shop.user).get(f"/orders/{order.number}/"))
    assert "Fast from" not in _text(_client(shop.user).get("/services/"))


def test_a_conflict_is_said_at_its_cause_and_what_was_ticked_stays(shop: Any):
    address = f"/services/{shop.tv.number}/channels/"
    page = _choose(shop, address, singles=["sports", "films", "films-lite"], effective="now")
    text = _text(page)
    assert page.status_code == 422
    assert "Sports needs Tv-Large." in text
    assert "Films and Films-Lite can&#x27;t be had together." in text
    ticked = re.findall(r'value="([\w-]+)"[^>]*checked', page.content.decode())
    assert {"sports", "films", "now"} <= set(ticked)


def test_the_running_cost_is_an_answer_to_htmx_too(shop: Any):
    address = f"/services/{shop.tv.number}/channels/"
    typed = {"effective": "next_bill"}
    client = _client(shop.user)
    cost = client.get(address, typed | {"singles": "films"}, headers={"HX-Request": "true"})
    assert cost.status_code == 200
    assert "$15.94 more than without the change" in _text(cost)
    nothing = client.get(address, typed, headers={"HX-Request": "true"})
    assert "What it costs appears here" in _text(nothing)
    refused = client.get(address, typed | {"singles": "sports"}, headers={"HX-Request": "true"})
    assert refused.status_code == 200
    assert "Sports needs Tv-Large." in _text(refused)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/services/{tv}/channels/", {"step": "review", "singles": "nonsense"}),
        ("/services/{internet}/change/", {"step": "review", "plan": "gone", "effective": "now"}),
        ("/services/{internet}/change/", {"step": "x", "plan": "tv-large", "effective": "now"}),
        ("/services/{internet}/end/", {"step": "review", "effective": "day"}),
        ("/services/{internet}/end/", {"step": "x", "effective": "day", "on_date": "1999-01-01"}),
        ("/services/{internet}/end/", {"step": "x", "effective": "soon"}),
        ("/services/add/", {"step": "review"}),
        ("/orders/review/", {}),
        ("/orders/review/", {"remove": "\0", "effective": "now"}),
        ("/orders/review/", {"add": ["films"] * 70, "effective": "now"}),
        ("/orders/review/", {"add": "films", "effective": "later"}),
        ("/orders/review/", {"change": "x" * 5000, "to": "fast", "effective": "now"}),
        ("/orders/review/", {"remove": "{internet}", "effective": "day", "on_date": "2999-01-01"}),
    ],
)
def test_nonsense_is_refused_in_words(shop: Any, address: str, typed: dict[str, Any]):
    numbers = {"tv": shop.tv.number, "internet": shop.internet.number}
    answer = _client(shop.user).get(
        address.format(**numbers),
        {
            key: value.format(**numbers) if isinstance(value, str) else value
            for key, value in typed.items()
        },
    )
    assert answer.status_code in {200, 422}
    assert not Order.objects.exists()


def test_agreeing_to_nonsense_orders_nothing(shop: Any):
    client = _client(shop.user)
    address = "/orders/review/?add=films&effective=next_bill"
    for form in ({}, {"seen": "x", "idempotency_key": "no"}, {"seen": "x" * 32}):
        assert client.post(address, form).status_code in {200, 422}
    assert not Order.objects.exists()


def test_who_only_looks_can_not_order(shop: Any):
    viewer = factories.make_user("vera")
    factories.make_member(shop.account, viewer, role="viewer")
    client = _client(viewer)
    assert "Change plan" not in _text(client.get("/services/"))
    page = _text(client.get(f"/services/{shop.internet.number}/change/"))
    assert "You can look, but not change this" in page
    review = client.get("/orders/review/?add=films&effective=now")
    assert review.status_code == 422
    assert "Only the owner and payers" in _text(review)
    number = shop.order(shop.faster())
    client.post(f"/orders/{number}/undo/")
    assert Order.objects.get().undone_at is None


def test_another_accounts_services_are_not_there(shop: Any, cast: Any):
    number = shop.order(shop.faster())
    client = _client(cast.mallory)
    for address in (
        f"/services/{shop.internet.number}/",
        f"/services/{shop.internet.number}/change/",
        f"/services/{shop.tv.number}/channels/",
        f"/services/{shop.tv.number}/end/",
        f"/orders/{number}/",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/orders/{number}/undo/").status_code == 404
    review = client.get(f"/orders/review/?remove={shop.tv.number}&effective=now")
    nobodys = client.get("/orders/review/?remove=NOBODYS&effective=now")
    assert review.status_code == nobodys.status_code == 422
    assert _text(review) == _text(nobodys)
