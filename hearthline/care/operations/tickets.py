"""What a household does with its tickets: open one, reply, close it, open it again."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from hearthline.care.expecting import reply_expected_by
from hearthline.care.models import Ticket, TicketMessage
from hearthline.care.operations.attaching import ReadyFile, SentFile, attach, made_ready
from hearthline.customers.operations import tell_members
from hearthline.customers.queries import permissions_of
from hearthline.identity.limits import Limit, take
from hearthline.kernel.numbers import new_token, number_in_series

MOST_LETTERS = 10_000
MOST_IN_SUBJECT = 120
_A_DAY = timedelta(days=1)
_TICKETS_A_DAY = 20
_REPLIES_A_DAY = 100


class UnableToFindTicket(Exception):
    """This account has no ticket with this number."""


class UnableToWriteTicket(Exception):
    """Nothing to say, far too much of it, too many today (`is_too_many`), or `is_not_allowed`."""

    def __init__(
        self, text: str, *, is_too_many: bool = False, is_not_allowed: bool = False
    ) -> None:
        super().__init__(text)
        self.is_too_many = is_too_many
        self.is_not_allowed = is_not_allowed


class UnableToReply(Exception):
    """The ticket is closed: open it again first."""


def open_ticket(
    *,
    account_id: int,
    user_id: int | None,
    topic: str,
    subject: str,
    text: str,
    files: Sequence[SentFile],
    now: datetime,
    diagnosis_id: int | None = None,
    key: str = "",
) -> str:
    """Ask a person. Members who may do more than look at an account may.

    Args:
        account_id: whose ticket it is; all members see it.
        user_id: who asks; None for staff who write it down for somebody.
        topic: one of `Ticket.Topic`.
        subject: a line of up to 120 letters.
        text: what is asked, up to 10,000 letters.
        files: what came along.
        now: when.
        diagnosis_id: the run of guided troubleshooting that led here; it has one ticket only.
        key: of the form; the same form sent again is the same ticket.

    Returns:
        The ticket's number.

    Raises:
        UnableToWriteTicket: see there.
        UnableToAttach: one of the files can't come along; nothing was written.
    """
    subject, text = " ".join(subject.split()), text.strip()
    _hold_words(text, subject, topic)
    if user_id is not None and not _may_write(account_id, user_id):
        raise UnableToWriteTicket("not a member who may", is_not_allowed=True)
    request_hash = hash_of(key or f"diagnosis {diagnosis_id or new_token()}", topic, subject, text)
    with made_ready(files=files, account_id=account_id, now=now) as ready, transaction.atomic():
        # The same form, or the same diagnosis, sent twice at once: the second waits here.
        _lock_account(account_id)
        known = _known(account_id, request_hash, diagnosis_id)
        if known is not None:
            return known.number
        _hold_limit("open-ticket", account_id, _TICKETS_A_DAY, now)
        ticket = _new_ticket(
            account_id=account_id,
            opened_by_id=user_id,
            topic=topic,
            subject=subject,
            diagnosis_id=diagnosis_id,
            request_hash=request_hash,
            expected_by=reply_expected_by(topic=topic, now=now),
            created_at=now,
            changed_at=now,
        )
        say(ticket=ticket, user_id=user_id, text=text, ready=ready, hashed=request_hash, now=now)
        tell_members(
            account_id=account_id,
            kind="ticket_opened",
            context={
                "number": ticket.number,
                "subject": ticket.subject,
                "expected_by": ticket.expected_by,
                "link": link_to(ticket=ticket),
            },
            about=f"ticket:{ticket.number}:opened",
            now=now,
        )
    return ticket.number


def reply_to_ticket(
    *,
    account_id: int,
    user_id: int,
    number: str,
    text: str,
    files: Sequence[SentFile],
    now: datetime,
    key: str = "",
) -> None:
    """Say something on a ticket; it is ours to answer again, also when it was solved.

    Raises:
        UnableToFindTicket: see there.
        UnableToReply: see there.
        UnableToWriteTicket: see there.
        UnableToAttach: one of the files can't come along; nothing was written.
    """
    text = text.strip()
    _hold_words(text)
    if not _may_write(account_id, user_id):
        raise UnableToFindTicket(number)
    hashed = hash_of(key or new_token(), str(user_id), text)
    with made_ready(files=files, account_id=account_id, now=now) as ready, transaction.atomic():
        ticket = locked_ticket(number=number, account_id=account_id)
        if TicketMessage.objects.filter(ticket=ticket, request_hash=hashed).exists():
            return
        if ticket.state == Ticket.State.CLOSED:
            raise UnableToReply(number)
        _hold_limit("reply-to-ticket", account_id, _REPLIES_A_DAY, now)
        say(ticket=ticket, user_id=user_id, text=text, ready=ready, hashed=hashed, now=now)
        _is_ours_again(ticket, now)


def close_ticket(*, account_id: int, user_id: int, number: str, now: datetime) -> None:
    """End a ticket; closing it again changes nothing.

    Raises:
        UnableToFindTicket: see there.
    """
    with transaction.atomic():
        ticket = _of_member(account_id, user_id, number)
        if ticket.state != Ticket.State.CLOSED:
            move(ticket=ticket, state=Ticket.State.CLOSED, now=now)


def reopen_ticket(*, account_id: int, user_id: int, number: str, now: datetime) -> None:
    """Open a solved or closed ticket again; one that isn't stays as it is.

    Raises:
        UnableToFindTicket: see there.
    """
    with transaction.atomic():
        ticket = _of_member(account_id, user_id, number)
        if ticket.state in {Ticket.State.CLOSED, Ticket.State.SOLVED}:
            _is_ours_again(ticket, now)


# -- What staff's operations use too ---------------------------------------------------------------
def locked_ticket(*, number: str, account_id: int | None = None) -> Ticket:
    """A ticket that nobody else changes meanwhile.

    Raises:
        UnableToFindTicket: see there.
    """
    found = Ticket.objects.select_for_update().filter(number=number)
    if account_id is not None:
        found = found.filter(account_id=account_id)
    ticket = found.first()
    if ticket is None:
        raise UnableToFindTicket(number)
    return ticket


def say(
    *,
    ticket: Ticket,
    user_id: int | None,
    text: str,
    ready: Sequence[ReadyFile],
    hashed: bytes,
    now: datetime,
    is_staff: bool = False,
    is_internal: bool = False,
) -> TicketMessage:
    """Put a message with its files on a ticket, within the caller's transaction."""
    message = TicketMessage.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        author_id=user_id,
        is_staff=is_staff,
        is_internal=is_internal,
        text=text,
        request_hash=hashed,
        at=now,
    )
    attach(ready=ready, message=message, now=now)
    return message


def move(*, ticket: Ticket, state: str, now: datetime, expected_by: datetime | None = None) -> None:
    """Give a ticket another state."""
    ticket.state = state
    ticket.expected_by = expected_by
    ticket.changed_at = now
    ticket.save(update_fields=["state", "expected_by", "changed_at"])


def link_to(*, ticket: Ticket) -> str:
    """Where the account's members read it, for messages."""
    return f"{settings.SITE_URL}/tickets/{ticket.number}/"


def hash_of(*parts: str) -> bytes:
    """What the same form sent again has in common: its key and all that it says."""
    return hashlib.sha256("\x1f".join(parts).encode()).digest()


def _is_ours_again(ticket: Ticket, now: datetime) -> None:
    expected_by = ticket.expected_by or reply_expected_by(topic=ticket.topic, now=now)
    move(ticket=ticket, state=Ticket.State.OPEN, expected_by=expected_by, now=now)


def _of_member(account_id: int, user_id: int, number: str) -> Ticket:
    if not _may_write(account_id, user_id):
        raise UnableToFindTicket(number)
    return locked_ticket(number=number, account_id=account_id)


def _new_ticket(**fields: object) -> Ticket:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('care_ticket', 'id'))")
        ticket_id = int(cursor.fetchone()[0])
    ticket = Ticket(pk=ticket_id, number=number_in_series("ticket", ticket_id), **fields)
    ticket.save(force_insert=True)
    return ticket


def _known(account_id: int, request_hash: bytes, diagnosis_id: int | None) -> Ticket | None:
    tickets = Ticket.objects.filter(account_id=account_id)
    if diagnosis_id is not None:
        return tickets.filter(diagnosis_id=diagnosis_id).first()
    return tickets.filter(request_hash=request_hash).first()


def _may_write(account_id: int, user_id: int) -> bool:
    return permissions_of(account_id=account_id, user_id=user_id).may_open_tickets


def _lock_account(account_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM customers_account WHERE id = %s FOR NO KEY UPDATE", [account_id]
        )


def _hold_words(text: str, subject: str = "-", topic: str = Ticket.Topic.OTHER) -> None:
    if not text or len(text) > MOST_LETTERS:
        raise UnableToWriteTicket("there is nothing to send, or far too much")
    if not subject or len(subject) > MOST_IN_SUBJECT or topic not in Ticket.Topic.values:
        raise UnableToWriteTicket("no subject, too long a one, or no such topic")


def _hold_limit(action: str, account_id: int, amount: int, now: datetime) -> None:
    if not take([Limit(action, str(account_id), amount, _A_DAY)], now=now):
        raise UnableToWriteTicket("too many today", is_too_many=True)
