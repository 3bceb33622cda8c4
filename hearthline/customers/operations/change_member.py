"""Another role or other limits for a member, or no membership any more."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Member, OwnershipOffer
from hearthline.customers.operations.household import (
    Standing,
    UnableToManageHousehold,
    check_manager,
    locked_account,
    member_to_change,
    tell_person,
)
from hearthline.customers.operations.tell_members import tell_members
from hearthline.customers.queries.accounts import ending_of
from hearthline.identity.operations import record_event


def change_member(
    *, account_id: int, user_id: int, member_id: int, standing: Standing, now: datetime
) -> bool:
    """Give a member another role or other limits; it holds from their next page on.

    Args:
        account_id: which account.
        user_id: who changes it, the owner.
        member_id: whose role.
        standing: the new role and limits.
        now: when.

    Returns:
        Whether anything changed.

    Raises:
        UnableToManageHousehold: `not_allowed`, `not_there`, `is_owner`, `no_such_role` or
            `limit_not_positive`.
    """
    fields = standing.fields
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        member = member_to_change(account_id=account_id, member_id=member_id)
        if all(getattr(member, name) == value for name, value in fields.items()):
            return False
        for name, value in fields.items():
            setattr(member, name, value)
        member.save(update_fields=list(fields))
        for whom, kind in ((user_id, "member_changed"), (member.user_id, "role_changed")):
            record_event(
                user_id=whom,
                kind=kind,
                now=now,
                by_id=None if whom == user_id else user_id,
                account_id=account_id,
                details={"username": member.user.username, "ending": ending_of(account.number)},
            )
        tell_person(
            user=member.user,
            account_id=account_id,
            kind="role_changed",
            context={"ending": ending_of(account.number), "role": member.role},
            now=now,
        )
    return True


def remove_member(*, account_id: int, user_id: int, member_id: int, now: datetime) -> str:
    """End somebody's membership: every session of theirs is without the account at once.

    Returns:
        The username of who was removed.

    Raises:
        UnableToManageHousehold: `not_allowed`, `not_there` or `is_owner`.
    """
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        check_manager(account_id=account_id, user_id=user_id)
        member = member_to_change(account_id=account_id, member_id=member_id)
        details = {"username": member.user.username, "ending": ending_of(account.number)}
        _end(member, now)
        for whom, kind in ((user_id, "member_removed"), (member.user_id, "membership_ended")):
            record_event(
                user_id=whom,
                kind=kind,
                now=now,
                by_id=None if whom == user_id else user_id,
                account_id=account_id,
                details=details,
            )
        tell_person(
            user=member.user,
            account_id=account_id,
            kind="member_removed",
            context={"ending": ending_of(account.number)},
            now=now,
        )
    return str(member.user.username)


def leave_household(*, account_id: int, user_id: int, now: datetime) -> None:
    """End one's own membership; the owner is told. An owner hands over first.

    Raises:
        UnableToManageHousehold: `not_there` or `is_owner`.
    """
    with transaction.atomic():
        account = locked_account(account_id=account_id)
        own = Member.objects.filter(account_id=account_id, user_id=user_id).first()
        if own is None:
            raise UnableToManageHousehold("not_there")
        member = member_to_change(account_id=account_id, member_id=own.pk)
        details = {"username": member.user.username, "ending": ending_of(account.number)}
        _end(member, now)
        record_event(
            user_id=user_id, kind="household_left", now=now, account_id=account_id, details=details
        )
        owner = Member.objects.filter(account_id=account_id, role=Member.Role.OWNER).first()
        if owner is not None:
            record_event(
                user_id=owner.user_id,
                kind="member_left",
                now=now,
                by_id=user_id,
                account_id=account_id,
                details=details,
            )
        tell_members(
            account_id=account_id,
            kind="member_left",
            context={"username": member.user.username},
            roles=[Member.Role.OWNER],
            now=now,
        )


def _end(member: Member, now: datetime) -> None:
    """The membership, and an offer to become the owner."""
    OwnershipOffer.objects.filter(
        account_id=member.account_id, to_user_id=member.user_id, ended_at__isnull=True
    ).update(ended_at=now, ended_as="overtaken")
    member.delete()
