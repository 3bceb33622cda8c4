"""What pages and operations ask about accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hearthline.customers.models import Account, ContactOfRecord, Member
from hearthline.customers.permissions import LOOKING, Permissions, permissions_for
from hearthline.identity.contact_changes import PROOF_AGE
from hearthline.kernel.sql import run, select
from hearthline.notices.kinds import AMOUNTS
from hearthline.notices.planning import Recipient

SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as its member sees it in every page's head, and what they may do for it.

    `unread` is how many messages the member hasn't opened, counted to a hundred; `accounts` how
    many accounts this person belongs to; `owner` how the account's owner wants to be called, for
    who must ask them.
    """

    id: int
    number: str
    name: str
    status: str
    language: str
    currency: str
    role: str
    unread: int = 0
    permissions: Permissions = LOOKING
    accounts: int = 1
    owner: str = ""

    @property
    def ending(self) -> str:
        """The last digits of the number: enough to tell one's accounts apart."""
        return ending_of(self.number)


def ending_of(number: str) -> str:
    """The last four characters of an account's number."""
    return number[-4:]


def account_of_user(
    *, user_id: int, account_id: int | None = None, number: str | None = None
) -> AccountSummary | None:
    """The account that a user's pages are about. One statement, since every page begins with it.

    Args:
        user_id: who.
        account_id: the account they chose in this session: it counts while they belong to it.
        number: the account it must be, by its number.

    Returns:
        With `number`, that account or None; else the chosen one, or the one they used last, or
        the one they have belonged to for longest, open ones first; None without any.
    """
    found = run(
        SQL / "find_account_of_user.sql",
        {
            "user_id": user_id,
            "account_id": account_id,
            "number": number,
            "amounts": list(AMOUNTS),
        },
    )
    return _summary(found[0]) if found else None


def _summary(row: dict[str, Any]) -> AccountSummary:
    limits = {name: row.pop(name) for name in ("most_minor", "may_order", "sees_bills")}
    return AccountSummary(permissions=permissions_for(role=row["role"], **limits), **row)


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


def recipients_of(
    *, account_ids: Sequence[int], roles: Collection[str] = (), with_amounts: bool = False
) -> list[Recipient]:
    """Whom to write to about accounts: members (with one of `roles`, if any are given).

    Without roles, an account that nobody has registered for is reached by its contact of record.
    What says what an account owes (`with_amounts`) is for members who see its bills.
    """
    values = {
        "account_ids": list(account_ids),
        "roles": list(roles),
        "with_amounts": with_amounts,
    }
    return [Recipient(**row) for row in run(SQL / "find_recipients.sql", values)]
