"""The pages of paying later or in parts."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client

from hearthline.billing.models import Arrangement
from hearthline.billing.operations import cancel_arrangement
from hearthline.kernel.clock import now
from tests.looks import say_why

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("books_are_right")]
PAGE = "/bills/arrangement/"


@pytest.fixture(autouse=True)
def _rules(settings):
    settings.LATE_FEE_FLAT = Decimal(8)
    settings.ARRANGEMENT_MOST_PARTS = 4
    settings.ARRANGEMENT_LEAST_PART = Decimal(10)


def asked(portal, parts: int = 2, days: int = 10, every: str = "two_weeks") -> str:
    first = portal.today + timedelta(days=days)
    return f"{PAGE}?{urlencode({'parts': parts, 'first_date': first, 'every': every})}"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen|idempotency_key)" value="([^"]+)"', page))


def agree(portal, client):
    address = asked(portal)
    return client.post(address, hidden(client.get(address).content.decode()))


def test_alice_proposes_looks_and_agrees(portal):
    alice = portal.client(portal.cast.alice)
    first = alice.get(PAGE).content.decode()
    assert "All of it later: $170.00" in first
    shown = alice.get(asked(portal)).content.decode()
    assert shown.count("$85.00") >= 2
    assert "A late fee of $8.00 may come" in shown
    assert not Arrangement.objects.exists()
    answer = agree(portal, alice)
    assert answer.headers["Location"] == PAGE
    standing = alice.get(PAGE).content.decode()
    assert "Your arrangement" in standing
    overview = alice.get("/").content.decode()
    assert "Next part of your arrangement" in overview
    assert "Overdue" not in overview
    pay = alice.get("/pay/")
    form = pay.context["form"]
    assert form["amount_choice"].value() == "part"
    page = pay.content.decode()
    assert "Next part of your arrangement" in page
    assert "What your arrangement asks for: $85.00" in page
    assert "You owe $170.00 in all; the rest can wait for its days." in page
    assert "Due now" not in page


def test_the_last_part_is_everything(portal):
    alice = portal.client(portal.cast.alice)
    agree(portal, alice)
    portal.pay(8500)
    form = alice.get("/pay/").context["form"]
    assert form["amount_choice"].value() == "whole"


def test_sent_twice_it_is_one(portal):
    alice = portal.client(portal.cast.alice)
    address = asked(portal)
    form = hidden(alice.get(address).content.decode())
    for _ in range(2):
        assert alice.post(address, form).status_code == 302
    assert Arrangement.objects.count() == 1


def test_what_has_changed_since_is_shown_again(portal):
    alice = portal.client(portal.cast.alice)
    address = asked(portal)
    form = hidden(alice.get(address).content.decode())
    portal.pay(1000)
    answer = alice.post(address, form)
    assert answer.status_code == 422
    assert "has changed since" in answer.content.decode()
    assert "$160.00" in answer.content.decode()
    assert not Arrangement.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"parts": 9}, "Choose one of the list"),
        ({"days": 0}, "Choose days from tomorrow until"),
        ({"days": 59}, "Choose days from tomorrow until"),
        ({"every": "year"}, "Choose one of the list"),
    ],
)
def test_beyond_the_rules_it_comes_back_with_what_was_chosen(portal, more, words):
    answer = portal.client(portal.cast.alice).get(asked(portal, **more))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_nonsense_in_the_address_breaks_nothing(portal):
    alice = portal.client(portal.cast.alice)
    for query in ("parts=x", "parts=2&first_date=2026-99-99", "parts=1&first_date=9999-12-31"):
        assert alice.get(f"{PAGE}?{query}&every=week").status_code == 422
        assert alice.post(f"{PAGE}?{query}&every=week", {"seen": "x"}).status_code == 422
    assert not Arrangement.objects.exists()


def test_nothing_due_nothing_to_arrange(portal):
    portal.pay(17_000)
    page = portal.client(portal.cast.alice).get(PAGE).content.decode()
    assert "Nothing is due" in page


def test_staff_make_one_beyond_the_rules_and_end_it(portal):
    sam = Client()
    sam.force_login(portal.cast.sam)
    say_why(sam)
    address = f"/console/accounts/{portal.cast.home.number}/arrangement/"
    page = sam.get(address).content.decode()
    form = {
        **hidden(page),
        "parts": "12",
        "first_date": (portal.today + timedelta(days=40)).isoformat(),
        "every": "month",
        "reason": "",
    }
    assert sam.post(address, form).status_code == 422
    assert sam.post(address, form | {"reason": "Out of work"}).status_code == 302
    assert "Out of work" in portal.client(portal.cast.alice).get(PAGE).content.decode()
    assert sam.post(f"{address}end/").status_code == 302
    assert Arrangement.objects.get().end == "cancelled"


def test_mallory_sees_only_her_own(portal):
    agree(portal, portal.client(portal.cast.alice))
    page = portal.client(portal.cast.mallory).get(PAGE).content.decode()
    assert "Your arrangement" not in page
    assert not cancel_arrangement(account_id=portal.cast.other.pk, now=now())
