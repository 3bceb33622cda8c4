"""What pages ask about contacts of record and how they changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from hearthline.customers.contact_changes import contact_subject
from hearthline.customers.masks import Channel
from hearthline.customers.models import ContactOfRecord, ContactOfRecordChange
from hearthline.identity.contact_changes import PROOF_AGE, undoable
from hearthline.identity.operations.codes import Purpose
from hearthline.identity.queries import code_under_way
from hearthline.kernel.clock import provider_date
from hearthline.kernel.numbers import token_hash
from hearthline.kernel.sql import select


@dataclass(frozen=True, slots=True)
class ContactOfRecordLine:
    """A contact of record as its account's owner sees it.

    Attributes:
        value: empty where none is on file.
        proves_from: the day from which it proves who somebody is; None where it does already.
    """

    channel: Channel
    value: str
    since_date: date | None
    proves_from: date | None


def contacts_of_record(*, account_id: int, now: datetime) -> tuple[ContactOfRecordLine, ...]:
    """An account's email address and phone number of record, on file or not."""
    found = {c.channel: c for c in ContactOfRecord.objects.filter(account_id=account_id)}
    return tuple(
        _line(channel, found.get(channel), provider_date(now))
        for channel in cast("tuple[Channel, ...]", ("email", "sms"))
    )


def _line(channel: Channel, contact: ContactOfRecord | None, today: date) -> ContactOfRecordLine:
    if contact is None:
        return ContactOfRecordLine(channel, "", None, None)
    proves_from = contact.since_date + PROOF_AGE
    return ContactOfRecordLine(
        channel,
        contact.value,
        contact.since_date,
        proves_from if proves_from > today else None,
    )


def contact_of_record_being_changed(*, account_id: int, user_id: int, channel: Channel) -> str:
    """Where the code for a new contact of record went; empty where no change is under way."""
    purpose = Purpose.CONTACT_EMAIL if channel == "email" else Purpose.CONTACT_SMS
    return code_under_way(purpose=purpose, subject=contact_subject(account_id, user_id))


def is_contact_of_record_undoable(*, token: str, now: datetime) -> bool:
    """Whether the link that an old contact was sent still takes a change back."""
    changes = ContactOfRecordChange.objects.filter(undoable(now), token_hash=token_hash(token))
    return changes.exists()


@dataclass(frozen=True, slots=True)
class ContactOfRecordChangeLine:
    """A change of a contact of record, for staff."""

    channel: str
    old_value: str
    new_value: str
    changed_at: datetime
    undone_at: datetime | None
    username: str


def contact_of_record_changes(*, account_id: int) -> tuple[ContactOfRecordChangeLine, ...]:
    """The latest ten changes, newest first."""
    found = (
        ContactOfRecordChange.objects.filter(account_id=account_id)
        .select_related("user")
        .order_by("-pk")[:10]
    )
    return tuple(
        ContactOfRecordChangeLine(
            change.channel,
            change.old_value,
            change.new_value,
            change.changed_at,
            change.undone_at,
            change.user.get_username(),
        )
        for change in found
    )


@dataclass(frozen=True, slots=True)
class NewEmail:
    """A member whose email address changed lately, and from when on it proves who they are."""

    username: str
    proves_from: date


def new_emails_of_members(*, account_id: int, now: datetime) -> tuple[NewEmail, ...]:
    """The members of an account whose email address proves nothing to staff yet."""
    rows = select(
        """SELECT person.username, max(change.changed_at) AS changed_at
             FROM customers_member AS member
             JOIN identity_user AS person ON person.id = member.user_id
             JOIN identity_contactchange AS change ON change.user_id = member.user_id
            WHERE member.account_id = %(account_id)s AND change.channel = 'email'
              AND change.undone_at IS NULL AND change.changed_at > %(since)s
            GROUP BY person.username ORDER BY person.username""",
        {"account_id": account_id, "since": now - PROOF_AGE},
    )
    return tuple(
        NewEmail(row["username"], provider_date(row["changed_at"] + PROOF_AGE)) for row in rows
    )
