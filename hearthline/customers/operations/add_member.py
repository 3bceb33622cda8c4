"""Give a user a role on an account."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hearthline.customers.models import Member
from hearthline.customers.operations.household import OWNER, Standing
from hearthline.identity.queries import is_staff


class UnableToAddMember(Exception):
    """A member already, a second owner, a role that doesn't exist, or a member of staff."""


def add_member(
    *,
    account_id: int,
    user_id: int,
    role: str,
    now: datetime,
    most_minor: int | None = None,
    may_order: bool = True,
    sees_bills: bool = True,
) -> None:
    """Make a user a member of an account.

    Args:
        account_id: the account.
        user_id: who, an existing user.
        role: `owner`, `payer`, `technician` or `viewer`; an account has one owner at most.
        now: since when.
        most_minor: the most for one payment, in minor units; for payers.
        may_order: whether they may order; for payers.
        sees_bills: whether they see bills, too, or services only; for technicians and viewers.

    Raises:
        UnableToAddMember: see there.
    """
    if role not in Member.Role.values:
        raise UnableToAddMember(f"there is no role {role}")
    if is_staff(user_id=user_id):
        raise UnableToAddMember("staff use another sign-in at home")
    limits = Standing(role, most_minor, may_order=may_order, sees_bills=sees_bills)
    fields = OWNER if role == Member.Role.OWNER else limits.fields
    try:
        with transaction.atomic():
            Member.objects.create(account_id=account_id, user_id=user_id, since_at=now, **fields)
    except IntegrityError as error:
        raise UnableToAddMember("a member already, or a second owner") from error
