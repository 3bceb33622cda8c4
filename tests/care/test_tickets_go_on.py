"""Replies, answers, notes, and how a ticket ends and begins again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from hearthline.care import queries
from hearthline.care.models import Attachment, Ticket, TicketMessage
from hearthline.care.operations import (
    UnableToAttach,
    UnableToFindTicket,
    UnableToReply,
    UnableToWriteTicket,
    answer_ticket,
    assign_ticket,
    close_solved_tickets,
    close_ticket,
    note_on_ticket,
    open_ticket,
    reopen_ticket,
    reply_to_ticket,
    solve_ticket,
)
from hearthline.notices.models import Message
from tests.care.conftest import lying, picture, sent
from tests.conftest import NOW

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def number(cast: Any, books_are_right: None) -> str:
    return open_ticket(
        account_id=cast.home.pk,
        user_id=cast.alice.pk,
        topic="tv",
        subject="No picture",
        text="It is dark.",
        files=(),
        now=NOW,
    )


def state() -> str:
    return str(Ticket.objects.get().state)


def replied(cast: Any, number: str, text: str = "Still dark.", **more: Any) -> None:
    reply_to_ticket(
        **{
            "account_id": cast.home.pk,
            "user_id": cast.bob.pk,
            "number": number,
            "text": text,
            "files": (),
            "key": "a form",
            "now": LATER,
        }
        | more
    )


def answered(cast: Any, number: str, text: str = "Is the box on?", **more: Any) -> None:
    answer_ticket(
        **{
            "number": number,
            "staff_user_id": cast.sam.pk,
            "text": text,
            "files": (),
            "state": "waiting_for_customer",
            "key": "a form",
            "now": LATER,
        }
        | more
    )


def test_to_and_fro(cast: Any, number: str):
    answered(cast, number)
    assert state() == "waiting_for_customer"
    assert Ticket.objects.get().assigned_to == cast.sam
    replied(cast, number, "It is on.")
    assert state() == "open"
    assert Ticket.objects.get().expected_by is not None
    answered(cast, number, "We reset it.", state="solved", key="another")
    found = queries.ticket_of(account_id=cast.home.pk, number=number, now=LATER)
    assert found is not None
    said = [(message.author, message.is_staff, message.text) for message in found.messages]
    assert said == [
        ("alice", False, "It is dark."),
        ("sam", True, "Is the box on?"),
        ("bob", False, "It is on."),
        ("sam", True, "We reset it."),
    ]
    assert (found.line.state, found.line.expected_by) == ("solved", None)


def test_everybody_on_the_account_is_told_once(cast: Any, number: str):
    for _ in range(3):
        answered(cast, number)
    told = Message.objects.filter(kind="ticket_answered")
    assert sorted(message.recipient for message in told) == [cast.alice.email, cast.bob.email]
    assert all("has a question" in message.body_text for message in told)
    assert all("Is the box on?" not in message.body_text for message in told), "read after sign-in"


def test_the_same_reply_twice_is_one(cast: Any, number: str, own_folder: Path):
    for _ in range(3):
        replied(cast, number, files=[sent("a.png", picture())])
    assert TicketMessage.objects.count() == 2
    assert len(lying(own_folder)) == Attachment.objects.count() == 1


def test_notes_are_for_staff_only(cast: Any, number: str):
    note_on_ticket(number=number, staff_user_id=cast.sam.pk, text="Difficult.", now=LATER)
    hers = queries.ticket_of(account_id=cast.home.pk, number=number, now=LATER)
    theirs = queries.ticket_for_staff(number=number, now=LATER)
    assert hers is not None
    assert theirs is not None
    assert "Difficult." not in [message.text for message in hers.messages]
    assert "Difficult." in [message.text for message in theirs.messages]
    assert state() == "open"
    assert not Message.objects.filter(kind="ticket_answered").exists()


def test_closing_and_opening_again(cast: Any, number: str):
    who: dict[str, Any] = {
        "account_id": cast.home.pk,
        "user_id": cast.bob.pk,
        "number": number,
        "now": LATER,
    }
    for _ in range(2):
        close_ticket(**who)
    assert state() == "closed"
    with pytest.raises(UnableToReply):
        replied(cast, number)
    for _ in range(2):
        reopen_ticket(**who)
    assert state() == "open"
    replied(cast, number)


def test_a_reply_to_what_was_solved_opens_it_again(cast: Any, number: str):
    solve_ticket(number=number, now=LATER)
    replied(cast, number)
    assert state() == "open"


def test_what_is_solved_for_long_closes_by_itself(cast: Any, number: str, settings: Any):
    solve_ticket(number=number, now=NOW)
    assert close_solved_tickets(now=NOW + timedelta(days=13)) == 0
    assert close_solved_tickets(now=NOW + timedelta(days=15)) == 1
    assert state() == "closed"


def test_mallory_finds_nothing(cast: Any, number: str):
    hers: dict[str, Any] = {"account_id": cast.other.pk, "user_id": cast.mallory.pk}
    in_her_name: dict[str, Any] = {"account_id": cast.home.pk, "user_id": cast.mallory.pk}
    for who in (hers, in_her_name):
        with pytest.raises(UnableToFindTicket):
            replied(cast, number, **who)
        for operation in (close_ticket, reopen_ticket):
            with pytest.raises(UnableToFindTicket):
                operation(**who, number=number, now=LATER)
    assert queries.ticket_of(account_id=cast.other.pk, number=number, now=LATER) is None
    assert TicketMessage.objects.count() == 1


def test_files_of_notes_and_others_stay_out_of_reach(cast: Any, number: str):
    replied(cast, number, files=[sent("a.png", picture())])
    file = Attachment.objects.get()
    asked: dict[str, Any] = {"number": number, "attachment_id": file.pk}
    assert queries.attachment_of(account_id=cast.home.pk, **asked) is not None
    assert queries.attachment_of(account_id=cast.other.pk, **asked) is None
    assert (
        queries.attachment_of(account_id=cast.home.pk, number="000000001", attachment_id=file.pk)
        is None
    )
    assert queries.attachment_for_staff(**asked) is not None


def test_staff_take_on_and_give_back(cast: Any, number: str):
    assign_ticket(number=number, staff_user_id=cast.sam.pk, now=LATER)
    queue: dict[str, Any] = {"state": "", "topic": "", "number": "", "page": 1, "now": LATER}
    assert queries.ticket_queue(**queue, mine_of=cast.sam.pk).total == 1
    assign_ticket(number=number, staff_user_id=None, now=LATER)
    assert queries.ticket_queue(**queue, mine_of=cast.sam.pk).total == 0


def test_the_overdue_come_first(cast: Any, number: str):
    second = open_ticket(
        account_id=cast.other.pk,
        user_id=cast.mallory.pk,
        topic="billing",
        subject="Later",
        text="Later.",
        files=(),
        now=NOW + timedelta(days=3),
    )
    moment = NOW + timedelta(days=3, minutes=1)
    queue: dict[str, Any] = {"topic": "", "number": "", "mine_of": None, "page": 1, "now": moment}
    rows = queries.ticket_queue(state="", **queue).rows
    assert [(row.number, row.is_overdue) for row in rows] == [(number, True), (second, False)]
    assert queries.ticket_queue(state="solved", **queue).total == 0
    assert queries.ticket_queue(state="", **queue | {"topic": "billing"}).total == 1
    assert queries.ticket_queue(state="", **queue | {"number": second[3:]}).total == 1
    assert queries.ticket_queue(state="", **queue | {"number": "ALICE-1"}).total == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 10_001])
def test_nothing_to_say(cast: Any, number: str, text: str):
    with pytest.raises(UnableToWriteTicket):
        replied(cast, number, text)
    with pytest.raises(UnableToWriteTicket):
        answered(cast, number, text)


def test_a_bad_file_in_an_answer_says_so(cast: Any, number: str):
    with pytest.raises(UnableToAttach, match="type"):
        answered(cast, number, files=[sent("a.svg", b"<svg/>")])
    assert TicketMessage.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE care_ticketmessage SET text = 'something else'",
        "DELETE FROM care_ticketmessage",
        "UPDATE care_attachment SET name = 'other'",
        "DELETE FROM care_attachment",
        "UPDATE care_articlerevision SET version = 9",
        "TRUNCATE care_ticketmessage CASCADE",
        "DELETE FROM care_ticket",
    ],
)
def test_what_was_said_stays_said(number: str, statement: str):
    from django.db import connection

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_message_belongs_to_its_tickets_account(cast: Any, number: str):
    from django.db import connection

    with pytest.raises(DatabaseError, match="ticket_message_of_account"), transaction.atomic():  # noqa: PT012 - the constraint may wait for the end
        TicketMessage.objects.create(
            ticket=Ticket.objects.get(),
            account=cast.other,
            text="x",
            request_hash=b"x" * 32,
            at=NOW,
        )
        connection.check_constraints()
