"""The message centre and an outage's page: mine, read once opened, with links that work."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearthline.network.scope import OutageScope
from hearthline.notices.models import Message
from tests.conftest import NOW
from tests.network.posting import post
from tests.queued import Clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: Any) -> None:
    Clock(monkeypatch, NOW)


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def alice(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.alice)
    return client


@pytest.fixture
def outage(cast: Any) -> str:
    """At alice's and bob's only."""
    return post(told=True, scope=OutageScope("list", lines=("ALICE-1",)))


def message_of(user: Any) -> int:
    return Message.objects.get(user_id=user.pk).pk


def test_new_until_it_is_opened(alice: Client, cast: Any, outage: str):
    page = text_of(alice.get("/messages/"))
    assert "1 new message" in page
    assert "nav-count" in page
    opened = text_of(alice.get(f"/messages/{message_of(cast.alice)}/"))
    assert "We look why." in opened
    assert f'href="/outages/{outage}/"' in opened
    assert "alice@mail.example" in opened
    assert "nav-count" not in text_of(alice.get("/messages/"))
    bob = Client()
    bob.force_login(cast.bob)
    assert "nav-count" in text_of(bob.get("/messages/")), "bob has not read his"


def test_all_read_at_once(alice: Client, cast: Any, outage: str):
    newest = message_of(cast.alice)
    for nonsense in ("", "x", "-1", "9" * 40, "\u0661"):
        alice.post("/messages/read/", {"newest": nonsense})
    assert "nav-count" in text_of(alice.get("/messages/"))
    answer = alice.post("/messages/read/", {"newest": newest})
    assert answer.headers["Location"] == "/messages/"
    assert "nav-count" not in text_of(alice.get("/messages/"))


def test_mallory_sees_none_of_it(cast: Any, outage: str):
    client = Client()
    client.force_login(cast.mallory)
    assert "No messages yet" in text_of(client.get("/messages/"))
    theirs = [message_of(cast.alice), message_of(cast.bob)]
    for message_id in (*theirs, 987_654, 2**70):
        assert client.get(f"/messages/{message_id}/").status_code == 404
    assert client.get(f"/outages/{outage}/").status_code == 404
    client.post("/messages/read/", {"newest": max(theirs)})
    assert not Message.objects.filter(read_at__isnull=False).exists()


def test_an_outage_on_its_page_and_first_on_the_overview(alice: Client, cast: Any, outage: str):
    overview = text_of(alice.get("/"))
    assert overview.index("Internet is down") < overview.index("Your services")
    page = text_of(alice.get(f"/outages/{outage}/"))
    assert "Not known yet" in page
    assert "First news" in page
    for other in ("0", "000000000", "x\x00y", "1" * 300):
        assert alice.get(f"/outages/{other}/").status_code == 404


def test_few_queries(alice: Client, cast: Any, outage: str):
    for address in ("/messages/", f"/messages/{message_of(cast.alice)}/", f"/outages/{outage}/"):
        alice.get(address)
        with CaptureQueriesContext(connection) as seen:
            alice.get(address)
        assert len(seen) <= 5, address


def test_by_topic(alice: Client, outage: str):
    assert "Internet is down" in text_of(alice.get("/messages/?topic=outages"))
    assert "Nothing about this yet" in text_of(alice.get("/messages/?topic=billing"))
    assert "Internet is down" in text_of(alice.get("/messages/?topic=%00&page=99999999"))


def test_markup_in_a_text_is_shown_not_obeyed(alice: Client, cast: Any):
    post(told=True, title="<script>alert(1)</script>", title_es="", text="<b>x</b> javascript:a()")
    for address in ("/messages/", f"/messages/{message_of(cast.alice)}/", "/", "/status/"):
        page = text_of(alice.get(address))
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page
        assert 'href="javascript' not in page


def test_offers_are_shown_unless_they_are_switched_off(alice: Client, cast: Any, monkeypatch: Any):
    from hearthline.notices.choices import Choice
    from hearthline.notices.hours import Hours
    from hearthline.notices.kinds import Topic
    from hearthline.notices.operations import choose_how_told
    from hearthline.portal.messages import offers
    from hearthline.subscriptions.queries import PromotionLine

    offer = PromotionLine(
        code="films",
        title="Films free",
        title_es="",
        text="For a month.",
        text_es="",
        starts_date=NOW.date(),
        ends_date=NOW.date() + timedelta(days=1),
        plan_code="",
        plan_name="",
        plan_kind="",
        plan_goes_with="",
        plan_price=None,
    )
    monkeypatch.setattr(offers, "promotions_for", lambda **_: (offer,))
    assert "Films free" in text_of(alice.get("/messages/offers/"))
    off = Choice(email=False, sms=False, centre=False)
    choose_how_told(user_id=cast.alice.pk, choices={Topic.PROMOTIONS: off}, hours=Hours(), now=NOW)
    page = text_of(alice.get("/messages/offers/"))
    assert "Films free" not in page
    assert "switched off" in page
