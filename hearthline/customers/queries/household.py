"""What pages ask about households: members, invitations, offers, and a person's accounts."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from hearthline.customers.models import Invitation, Member, OwnershipOffer
from hearthline.customers.permissions import Permissions, permissions_for
from hearthline.customers.queries.accounts import ending_of
from hearthline.identity.models import User
from hearthline.kernel.numbers import token_hash
from hearthline.kernel.sql import run

SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """One of a person's accounts. `street` is empty where no address is on file."""

    id: int
    number: str
    name: str
    status: str
    role: str
    street: str


def accounts_of_user(*, user_id: int) -> tuple[AccountChoice, ...]:
    """All accounts that a person belongs to, the longest first; closed ones last. One statement."""
    rows = run(SQL / "list_accounts_of_user.sql", {"user_id": user_id})
    return tuple(AccountChoice(**row) for row in rows)


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A member as the household sees them. `name` is how they want to be called."""

    id: int
    user_id: int
    name: str
    username: str
    email: str
    role: str
    since_at: datetime
    permissions: Permissions


def household_of(*, account_id: int) -> tuple[HouseholdMember, ...]:
    """The members of an account, the owner first, then as they came. One query."""
    members = _members().filter(account_id=account_id).order_by("since_at", "pk")
    found = tuple(_member(member) for member in members)
    return tuple(sorted(found, key=lambda member: member.role != Member.Role.OWNER))


def member_of(*, account_id: int, member_id: int) -> HouseholdMember | None:
    """One member of an account, or None: also where another account has them."""
    found = _members().filter(account_id=account_id, pk=member_id).first()
    return _member(found) if found else None


def _members() -> QuerySet[Member]:
    return Member.objects.select_related("user")


def _member(member: Member) -> HouseholdMember:
    return HouseholdMember(
        id=member.pk,
        user_id=member.user_id,
        name=called(member.user),
        username=member.user.username,
        email=member.user.email,
        role=member.role,
        since_at=member.since_at,
        permissions=permissions_for(
            role=member.role,
            most_minor=member.most_minor,
            may_order=member.may_order,
            sees_bills=member.sees_bills,
        ),
    )


def called(user: User) -> str:
    """How a person wants to be called."""
    return user.name or user.username


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that nobody has answered yet, as the owner sees it."""

    id: int
    email: str
    role: str
    permissions: Permissions
    sent_at: datetime
    expires_at: datetime
    is_over: bool


def open_invitations(*, account_id: int, now: datetime) -> tuple[InvitationLine, ...]:
    """Invitations that wait for an answer, newest first; also those whose time is over."""
    found = waiting_invitations().filter(account_id=account_id).order_by("-invited_at", "-pk")
    return tuple(
        InvitationLine(
            id=invitation.pk,
            email=invitation.email,
            role=invitation.role,
            permissions=_offered(invitation),
            sent_at=invitation.sent_at,
            expires_at=invitation.expires_at,
            is_over=invitation.expires_at <= now,
        )
        for invitation in found
    )


def waiting_invitations() -> QuerySet[Invitation]:
    """Those that were neither answered nor withdrawn."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, declined_at__isnull=True, withdrawn_at__isnull=True
    )


def _offered(invitation: Invitation) -> Permissions:
    return permissions_for(
        role=invitation.role,
        most_minor=invitation.most_minor,
        may_order=invitation.may_order,
        sees_bills=invitation.sees_bills,
    )


@dataclass(frozen=True, slots=True)
class InvitationShown:
    """What whoever has the link learns: who invites, to what, and nothing else of the account.

    `email` is the address that the link went to, whose owner therefore has it.
    """

    invited_by: str
    ending: str
    currency: str
    role: str
    permissions: Permissions
    email: str
    expires_at: datetime


def invitation_by_token(*, token: str, now: datetime) -> InvitationShown | None:
    """The invitation of a link, or None if it was answered, withdrawn, or its time is over."""
    found = (
        waiting_invitations()
        .select_related("account", "invited_by")
        .filter(token_hash=token_hash(token), expires_at__gt=now)
        .exclude(account__status="closed")
        .first()
    )
    if found is None:
        return None
    return InvitationShown(
        invited_by=called(found.invited_by) if found.invited_by else "",
        ending=ending_of(found.account.number),
        currency=found.account.currency,
        role=found.role,
        permissions=_offered(found),
        email=found.email,
        expires_at=found.expires_at,
    )


@dataclass(frozen=True, slots=True)
class OfferLine:
    """The owner wants a member to become the owner."""

    to_user_id: int
    to_name: str
    from_name: str
    expires_at: datetime


def ownership_offer_of(*, account_id: int, now: datetime) -> OfferLine | None:
    """The offer that waits for an answer, or None."""
    found = (
        OwnershipOffer.objects.select_related("from_user", "to_user")
        .filter(account_id=account_id, ended_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if found is None:
        return None
    return OfferLine(
        found.to_user_id, called(found.to_user), called(found.from_user), found.expires_at
    )
