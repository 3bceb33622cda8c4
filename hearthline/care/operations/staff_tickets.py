"""What staff do with tickets: answer, note, take one on, call it solved."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.care import files as disk
from hearthline.care.models import Attachment, Ticket, TicketMessage
from hearthline.care.operations.attaching import SentFile, made_ready
from hearthline.care.operations.tickets import (
    MOST_LETTERS,
    UnableToWriteTicket,
    hash_of,
    link_to,
    locked_ticket,
    move,
    say,
)
from hearthline.customers.operations import tell_members
from hearthline.kernel.numbers import new_token


def answer_ticket(
    *,
    number: str,
    staff_user_id: int,
    text: str,
    files: Sequence[SentFile],
    state: str,
    now: datetime,
    key: str = "",
) -> None:
    """Answer the account's members, who are told; the ticket is then whoever answers'.

    Args:
        number: which ticket.
        staff_user_id: who answers.
        text: what is said.
        files: what comes along.
        state: `answered`, `waiting_for_customer` (we need an answer) or `solved`.
        now: when.
        key: of the form; the same form sent again is the same answer.

    Raises:
        UnableToFindTicket: there is no such ticket.
        UnableToWriteTicket: nothing to say, or no such state.
        UnableToAttach: one of the files can't come along; nothing was written.
    """
    if state not in {Ticket.State.ANSWERED, Ticket.State.WAITING, Ticket.State.SOLVED}:
        raise UnableToWriteTicket("an answer leaves no such state")
    text = _held(text)
    hashed = hash_of(key or new_token(), str(staff_user_id), text)
    account_id = _account_of(number)
    with made_ready(files=files, account_id=account_id, now=now) as ready, transaction.atomic():
        ticket = locked_ticket(number=number)
        if TicketMessage.objects.filter(ticket=ticket, request_hash=hashed).exists():
            return
        message = say(
            ticket=ticket,
            user_id=staff_user_id,
            text=text,
            ready=ready,
            hashed=hashed,
            is_staff=True,
            now=now,
        )
        if ticket.assigned_to_id is None:
            ticket.assigned_to_id = staff_user_id
            ticket.save(update_fields=["assigned_to"])
        move(ticket=ticket, state=state, now=now)
        tell_members(
            account_id=ticket.account_id,
            kind="ticket_answered",
            context={
                "number": ticket.number,
                "subject": ticket.subject,
                "link": link_to(ticket=ticket),
                "is_question": state == Ticket.State.WAITING,
            },
            about=f"ticket:{ticket.number}:{message.pk}",
            now=now,
        )


def note_on_ticket(
    *, number: str, staff_user_id: int, text: str, now: datetime, key: str = ""
) -> None:
    """Leave a note among staff; the account's members never see it.

    Raises:
        UnableToFindTicket: there is no such ticket.
        UnableToWriteTicket: nothing to say.
    """
    text = _held(text)
    hashed = hash_of(key or new_token(), str(staff_user_id), text)
    with transaction.atomic():
        ticket = locked_ticket(number=number)
        if not TicketMessage.objects.filter(ticket=ticket, request_hash=hashed).exists():
            say(
                ticket=ticket,
                user_id=staff_user_id,
                text=text,
                ready=(),
                hashed=hashed,
                is_staff=True,
                is_internal=True,
                now=now,
            )


def assign_ticket(*, number: str, staff_user_id: int | None, now: datetime) -> None:
    """Take a ticket on, or give it back to everybody.

    Raises:
        UnableToFindTicket: there is no such ticket.
    """
    with transaction.atomic():
        ticket = locked_ticket(number=number)
        ticket.assigned_to_id = staff_user_id
        ticket.changed_at = now
        ticket.save(update_fields=["assigned_to", "changed_at"])


def solve_ticket(*, number: str, now: datetime) -> None:
    """Call a ticket solved without another word; who asked may still reply.

    Raises:
        UnableToFindTicket: there is no such ticket.
    """
    with transaction.atomic():
        ticket = locked_ticket(number=number)
        if ticket.state not in {Ticket.State.SOLVED, Ticket.State.CLOSED}:
            move(ticket=ticket, state=Ticket.State.SOLVED, now=now)


def close_solved_tickets(*, now: datetime) -> int:
    """Close what has been solved for some time; returns how many."""
    before = now - timedelta(days=settings.TICKET_CLOSES_AFTER_DAYS)
    solved = Ticket.objects.filter(state=Ticket.State.SOLVED, changed_at__lt=before)
    return solved.update(state=Ticket.State.CLOSED, changed_at=now)


def sweep_attachments(*, now: datetime) -> int:
    """Remove files that a crash left without a row; returns how many.

    Only files that have lain for hours: one that comes in right now has its row in a moment.
    """
    removed = disk.sweep_incoming(now=now)
    lying = [key for key in disk.stored_keys() if disk.is_stale(key=key, now=now)]
    known = set(Attachment.objects.filter(key__in=lying).values_list("key", flat=True))
    left = [key for key in lying if key not in known]
    disk.discard(keys=left)
    return removed + len(left)


def _held(text: str) -> str:
    text = text.strip()
    if not text or len(text) > MOST_LETTERS:
        raise UnableToWriteTicket("there is nothing to send, or far too much")
    return text


def _account_of(number: str) -> int:
    with transaction.atomic():
        return locked_ticket(number=number).account_id
