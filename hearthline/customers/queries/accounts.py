"""What pages and operations ask about accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hearthline.customers.models import Account, ContactOfRecord, Member
from hearthline.identity.contact_changes import PROOF_AGE
from hearthline.kernel.sql import run, select
from hearthline.notices.planning import Recipient

SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as its member sees it in every page's head.

    `unread` is how many messages the member hasn't opened, counted to a hundred.
    """

    id: int
    number: str
    name: str
    status: str
    language: str
    currency: str
    role: str
    unread: int = 0


def account_of_user(*, user_id: int) -> AccountSummary | None:
    """The account a user belongs to, or None. One statement, since every page begins with it."""
    found = select(
        """SELECT account.id, account.number, account.name, account.status, account.language,
                  account.currency, member.role,
                  (SELECT count(*) FROM (
                       SELECT FROM notices_message
                        WHERE user_id = member.user_id AND read_at IS NULL
                          AND part_of_id IS NULL AND NOT is_secret LIMIT 100) AS few) AS unread
             FROM customers_member AS member
             JOIN customers_account AS account ON account.id = member.account_id
            WHERE member.user_id = %(user_id)s
            ORDER BY member.since_at, member.id LIMIT 1""",
        {"user_id": user_id},
    )
    return AccountSummary(**found[0]) if found else None


@dataclass(frozen=True, slots=True)
class AddressLine:
    """Where an account's service is delivered."""

    street: str
    city: str
    region: str
    postal_code: str

    @property
    def place(self) -> str:
        """City, region and postal code on one line."""
        return " ".join(part for part in (self.city, self.region, self.postal_code) if part)


def address_of(*, account_id: int) -> AddressLine | None:
    """Where an account's service is delivered, or None where that isn't on file."""
    found = select(
        """SELECT street, city, region, postal_code FROM customers_address
            WHERE account_id = %(account_id)s""",
        {"account_id": account_id},
    )
    return AddressLine(**found[0]) if found else None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """An email address or phone of record, in full: for staff only."""

    channel: str
    value: str
    since_date: date

    @property
    def proves_from(self) -> date:
        """The day from which it proves who somebody is (47 CFR 64.2010)."""
        return self.since_date + PROOF_AGE


@dataclass(frozen=True, slots=True)
class MemberLine:
    """Somebody who may act for an account."""

    username: str
    email: str
    role: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account with everything on file about it. The address is empty where none is known."""

    id: int
    number: str
    name: str
    status: str
    language: str
    currency: str
    billing_day: int
    street: str
    city: str
    region: str
    postal_code: str
    contacts: tuple[ContactLine, ...]
    members: tuple[MemberLine, ...]

    @property
    def place(self) -> str:
        """City, region and postal code on one line."""
        return " ".join(part for part in (self.city, self.region, self.postal_code) if part)


def account_by_number(*, number: str) -> AccountDetail | None:
    """An account with its address, contacts and members, or None. Three queries."""
    account = Account.objects.select_related("address").filter(number=number).first()
    if account is None:
        return None
    address = getattr(account, "address", None)
    return AccountDetail(
        id=account.pk,
        number=account.number,
        name=account.name,
        status=account.status,
        language=account.language,
        currency=account.currency,
        billing_day=account.billing_day,
        street=address.street if address else "",
        city=address.city if address else "",
        region=address.region if address else "",
        postal_code=address.postal_code if address else "",
        contacts=_contacts(account.pk),
        members=_members(account.pk),
    )


def _contacts(account_id: int) -> tuple[ContactLine, ...]:
    contacts = ContactOfRecord.objects.filter(account_id=account_id).order_by("channel")
    return tuple(
        ContactLine(contact.channel, contact.value, contact.since_date) for contact in contacts
    )


def _members(account_id: int) -> tuple[MemberLine, ...]:
    members = Member.objects.filter(account_id=account_id).select_related("user")
    return tuple(
        MemberLine(member.user.username, member.user.email, member.role, member.since_at)
        for member in members.order_by("since_at", "pk")
    )


def recipients_of(*, account_ids: Sequence[int], roles: Collection[str] = ()) -> list[Recipient]:
    """Whom to write to about accounts: members (with one of `roles`, if any are given).

    Without roles, an account that nobody has registered for is reached by its contact of record.
    """
    values = {"account_ids": list(account_ids), "roles": list(roles)}
    return [Recipient(**row) for row in run(SQL / "find_recipients.sql", values)]
