"""What pages ask about tickets."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from hearthline.care import files as disk
from hearthline.care.models import Attachment, Ticket, TicketMessage
from hearthline.identity.models import User

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in a list. `account_number` and `assigned_to` are for staff."""

    number: str
    topic: str
    subject: str
    state: str
    created_at: datetime
    changed_at: datetime
    expected_by: datetime | None
    is_overdue: bool
    account_number: str
    assigned_to: str


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file of a message. Pictures have a size in pixels."""

    id: int
    name: str
    media_type: str
    size_bytes: int
    width_px: int | None
    height_px: int | None


@dataclass(frozen=True, slots=True)
class MessageLine:
    """Something said. `author` is empty where nobody's name is known."""

    id: int
    author: str
    is_staff: bool
    is_internal: bool
    text: str
    at: datetime
    attachments: tuple[AttachmentLine, ...]


@dataclass(frozen=True, slots=True)
class TicketDetail:
    """A ticket with what was said, oldest first."""

    line: TicketLine
    account_id: int
    assigned_to_id: int | None
    diagnosis_id: int | None
    messages: tuple[MessageLine, ...]


@dataclass(frozen=True, slots=True)
class TicketPage:
    """Some of many tickets; pages count from 1."""

    rows: tuple[TicketLine, ...]
    page: int
    total: int


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be handed out: where it lies, and what it is."""

    name: str
    media_type: str
    size_bytes: int
    place: Path

    @property
    def is_picture(self) -> bool:
        """Made anew by us, so a browser may show it."""
        return self.media_type.startswith("image/")


# -- For an account's members ----------------------------------------------------------------------
def tickets_of(*, account_id: int, page: int, now: datetime) -> TicketPage:
    """An account's tickets, those that aren't over first, then the newest."""
    found = Ticket.objects.filter(account_id=account_id)
    over = ExpressionWrapper(
        Q(state__in=[Ticket.State.SOLVED, Ticket.State.CLOSED]), output_field=BooleanField()
    )
    return _page(found.order_by(over, "-changed_at", "-pk"), page, now)


def count_waiting(*, account_id: int) -> int:
    """How many of an account's tickets wait for its members."""
    return Ticket.objects.filter(account_id=account_id, state=Ticket.State.WAITING).count()


def ticket_of(*, account_id: int, number: str, now: datetime) -> TicketDetail | None:
    """One of an account's tickets without the staff's notes, or None."""
    ticket = _tickets().filter(account_id=account_id, number=number).first()
    return _detail(ticket, now, with_notes=False) if ticket else None


def attachment_of(*, account_id: int, number: str, attachment_id: int) -> StoredFile | None:
    """A file of one of an account's tickets, or None."""
    found = Attachment.objects.filter(
        pk=attachment_id,
        account_id=account_id,
        message__ticket__number=number,
        message__is_internal=False,
    )
    return _stored(found.first())


# -- For staff -------------------------------------------------------------------------------------
def ticket_queue(
    *, state: str, topic: str, number: str, mine_of: int | None, page: int, now: datetime
) -> TicketPage:
    """Tickets of all accounts: the overdue first, then by when an answer is expected.

    Args:
        state: one of `Ticket.State`, or empty for what isn't over.
        topic: one of `Ticket.Topic`, or empty for all.
        number: part of a ticket's or all of an account's number; empty for all.
        mine_of: only what this member of staff has taken on.
        page: which page, from 1.
        now: when.
    """
    found = Ticket.objects.all()
    if number:
        found = found.filter(Q(number__contains=number) | Q(account__number=number))
    elif state:
        found = found.filter(state=state)
    else:
        found = found.exclude(state__in=[Ticket.State.SOLVED, Ticket.State.CLOSED])
    if topic:
        found = found.filter(topic=topic)
    if mine_of is not None:
        found = found.filter(assigned_to_id=mine_of)
    order = ("expected_by", "-changed_at", "-pk")  # PostgreSQL puts what isn't expected last
    return _page(found.order_by(*order), page, now)


def counts_by_state() -> dict[str, int]:
    """How many tickets there are in each state that isn't over."""
    over = [Ticket.State.SOLVED, Ticket.State.CLOSED]
    rows = Ticket.objects.exclude(state__in=over).values_list("state").annotate(Count("pk"))
    return dict(rows)


def ticket_for_staff(*, number: str, now: datetime) -> TicketDetail | None:
    """Any ticket, with the staff's notes, or None."""
    ticket = _tickets().filter(number=number).first()
    return _detail(ticket, now, with_notes=True) if ticket else None


def attachment_for_staff(*, number: str, attachment_id: int) -> StoredFile | None:
    """A file of any ticket, or None."""
    return _stored(
        Attachment.objects.filter(pk=attachment_id, message__ticket__number=number).first()
    )


# -- Rows into what pages see ----------------------------------------------------------------------
def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("account", "assigned_to")


def _page(found: QuerySet[Ticket], page: int, now: datetime) -> TicketPage:
    total = found.count()
    page = min(page, max(1, -(-total // PAGE_SIZE)))
    rows = found.select_related("account", "assigned_to")[(page - 1) * PAGE_SIZE :][:PAGE_SIZE]
    return TicketPage(tuple(_line(ticket, now) for ticket in rows), page, total)


def _line(ticket: Ticket, now: datetime) -> TicketLine:
    return TicketLine(
        number=ticket.number,
        topic=ticket.topic,
        subject=ticket.subject,
        state=ticket.state,
        created_at=ticket.created_at,
        changed_at=ticket.changed_at,
        expected_by=ticket.expected_by,
        is_overdue=ticket.expected_by is not None and ticket.expected_by < now,
        account_number=ticket.account.number,
        assigned_to=_name(ticket.assigned_to),
    )


def _detail(ticket: Ticket, now: datetime, *, with_notes: bool) -> TicketDetail:
    messages = TicketMessage.objects.filter(ticket=ticket).select_related("author")
    if not with_notes:
        messages = messages.filter(is_internal=False)
    return TicketDetail(
        line=_line(ticket, now),
        account_id=ticket.account_id,
        assigned_to_id=ticket.assigned_to_id,
        diagnosis_id=ticket.diagnosis_id,
        messages=tuple(
            _message(message) for message in messages.prefetch_related("attachments").order_by("pk")
        ),
    )


def _message(message: TicketMessage) -> MessageLine:
    files = sorted(message.attachments.all(), key=lambda file: file.pk)
    return MessageLine(
        id=message.pk,
        author=_name(message.author),
        is_staff=message.is_staff,
        is_internal=message.is_internal,
        text=message.text,
        at=message.at,
        attachments=tuple(_attachment(file) for file in files),
    )


def _attachment(file: Attachment) -> AttachmentLine:
    return AttachmentLine(
        id=file.pk,
        name=file.name,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        width_px=file.width_px,
        height_px=file.height_px,
    )


def _name(user: User | Any | None) -> str:
    return "" if user is None else str(user.name or user.username)


def _stored(file: Attachment | None) -> StoredFile | None:
    if file is None:
        return None
    return StoredFile(file.name, file.media_type, file.size_bytes, disk.place_of(file.key))
