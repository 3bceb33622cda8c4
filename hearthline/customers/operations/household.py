"""What the changes of a household share: why one is refused, who may, and who is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hearthline.customers.models import Account, Member
from hearthline.customers.permissions import permissions_of
from hearthline.identity.models import User
from hearthline.notices.operations import Recipient, send_to_many


class UnableToManageHousehold(Exception):
    """Nothing was changed.

    Attributes:
        reason: `not_allowed` (only the owner may), `not_there`, `is_owner` (somebody must be),
            `no_such_role`, `limit_not_positive`, `bad_email`, `member_already`,
            `invited_already`, `too_many_open`, `too_many_today`, `offered_already`, or
            `new_contact` (one that changed lately proves nothing yet).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Standing:
    """A role with its limits; those that mean nothing for the role are left out.

    `most_minor` is the most for one payment, in minor units of the account's currency.
    """

    role: str
    most_minor: int | None = None
    may_order: bool = True
    sees_bills: bool = True

    @property
    def fields(self) -> dict[str, Any]:
        """As the tables keep it.

        Raises:
            UnableToManageHousehold: `no_such_role` or `limit_not_positive`. The owner's role is
                none to be given: it is handed over.
        """
        if self.role not in Member.Role.values or self.role == Member.Role.OWNER:
            raise UnableToManageHousehold("no_such_role")
        pays = self.role == Member.Role.PAYER
        if pays and self.most_minor is not None and self.most_minor <= 0:
            raise UnableToManageHousehold("limit_not_positive")
        return {
            "role": self.role,
            "most_minor": self.most_minor if pays else None,
            "may_order": pays and self.may_order,
            "sees_bills": pays or self.sees_bills,
        }


OWNER: dict[str, Any] = {
    "role": Member.Role.OWNER,
    "most_minor": None,
    "may_order": True,
    "sees_bills": True,
}
"""An owner has no limits."""


def locked_account(*, account_id: int) -> Account:
    """The account, locked, so that changes of its household wait for each other."""
    return Account.objects.select_for_update(no_key=True).get(pk=account_id)


def check_manager(*, account_id: int, user_id: int) -> None:
    """Hold that somebody is the owner.

    Raises:
        UnableToManageHousehold: `not_allowed`.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_manage_household:
        raise UnableToManageHousehold("not_allowed")


def member_to_change(*, account_id: int, member_id: int) -> Member:
    """Another member than the owner, locked, with the user.

    Raises:
        UnableToManageHousehold: `not_there` or `is_owner`.
    """
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=member_id, account_id=account_id)
        .first()
    )
    if member is None:
        raise UnableToManageHousehold("not_there")
    if member.role == Member.Role.OWNER:
        raise UnableToManageHousehold("is_owner")
    return member


def tell_person(
    *, user: User, account_id: int, kind: str, context: Mapping[str, Any], now: datetime
) -> None:
    """Tell one person something about an account, within the caller's transaction."""
    recipient = Recipient(account_id, user.pk, user.email, user.phone, user.language)
    send_to_many(kind=kind, context=context, recipients=[recipient], now=now)
