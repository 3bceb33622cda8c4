"""Staff answer tickets."""

from typing import Any

import pytest
from django.test import Client

from hearthline.care.models import Ticket, TicketMessage
from hearthline.care.operations import open_ticket
from hearthline.customers.models import AccountLook
from tests.care.conftest import picture, sent
from tests.conftest import NOW

KEY = "5f0c9a52-94d5-4c0e-9d0c-64a3e4a0d9f1"
ANSWER = {"text": "Restart the box.", "state": "answered", "key": KEY}


@pytest.fixture
def sam(cast: Any, client: Client, books_are_right: None) -> Client:
    client.force_login(cast.sam)
    return client


@pytest.fixture
def address(cast: Any) -> str:
    number = open_ticket(
        account_id=cast.home.pk,
        user_id=cast.alice.pk,
        topic="tv",
        subject="No picture",
        text="It is dark.",
        files=[sent("dark.png", picture())],
        now=NOW,
    )
    return f"/console/tickets/{number}/"


def test_the_queue_and_what_is_asked_of_it(sam: Client, address: str):
    number = Ticket.objects.get().number
    for query in ("", "?topic=tv", "?state=open", f"?number={number[2:]}", "?number=ALICE-1"):
        assert "No picture" in sam.get(f"/console/tickets/{query}").content.decode(), query
    for query in ("?topic=phone", "?state=closed", "?mine=on", "?number=nothing"):
        assert "No tickets here" in sam.get(f"/console/tickets/{query}").content.decode(), query
    assert sam.get("/console/tickets/?state=nonsense&topic=%00&page=x").status_code == 200


def test_a_ticket_shows_its_account_and_the_look_is_written_down(sam: Client, address: str):
    text = sam.get(address).content.decode()
    for words in ("It is dark.", "dark.png", "ALICE-1", "Alice Archer", "alice@mail.example"):
        assert words in text
    look = AccountLook.objects.get()
    assert look.subject == f"ticket {Ticket.objects.get().number}"


def test_an_answer_reaches_the_household(sam: Client, cast: Any, address: str):
    for _ in range(2):
        assert sam.post(address, ANSWER).status_code == 302
    assert TicketMessage.objects.filter(is_staff=True).count() == 1
    alice = Client()
    alice.force_login(cast.alice)
    text = alice.get(address.removeprefix("/console")).content.decode()
    assert "Restart the box." in text
    assert "We answered below." in text


def test_a_refused_answer_keeps_what_was_typed(sam: Client, address: str):
    answer = sam.post(address, ANSWER | {"state": "nonsense"})
    assert answer.status_code == 422
    assert "Restart the box." in answer.content.decode()
    assert sam.post(address, ANSWER | {"text": ""}).status_code == 422


def test_a_note_stays_among_staff(sam: Client, cast: Any, address: str):
    typed = {"note": "Third time.", "note_key": KEY}
    assert sam.post(f"{address}note/", typed).status_code == 302
    assert sam.post(f"{address}note/", {"note": ""}).status_code == 422
    assert "Third time." in sam.get(address).content.decode()
    alice = Client()
    alice.force_login(cast.alice)
    assert "Third time." not in alice.get(address.removeprefix("/console")).content.decode()


def test_taking_on_giving_back_and_solving(sam: Client, cast: Any, address: str):
    sam.post(f"{address}assign/")
    assert Ticket.objects.get().assigned_to == cast.sam
    assert "Give it back" in sam.get(address).content.decode()
    sam.post(f"{address}assign/", {"to": "nobody"})
    assert Ticket.objects.get().assigned_to is None
    sam.post(f"{address}solve/")
    assert Ticket.objects.get().state == "solved"


@pytest.mark.parametrize("what", ["", "note/", "assign/", "solve/", "attachments/1/"])
def test_what_does_not_exist(sam: Client, what: str):
    assert sam.post(f"/console/tickets/000000001/{what}").status_code in {404, 405}


@pytest.mark.parametrize("what", ["", "note/", "assign/", "solve/"])
def test_subscribers_answer_nothing(cast: Any, address: str, what: str):
    client = Client()
    client.force_login(cast.alice)
    assert client.post(address + what, ANSWER).status_code == 403
    assert Ticket.objects.get().state == "open"
