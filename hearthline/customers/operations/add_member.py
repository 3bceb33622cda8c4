"""Give a user a role on an account."""

from datetime import datetime

from django.db import IntegrityError, transaction

from hearthline.customers.models import Member


class UnableToAddMember(Exception):
    """The user is a member already, the account has an owner already, or there is no such role."""


def add_member(*, account_id: int, user_id: int, role: str, now: datetime) -> None:
    """Make a user a member of an account.

    Args:
        account_id: the account.
        user_id: who, an existing user.
        role: `owner`, `payer`, `technician` or `viewer`; an account has one owner at most.
        now: since when.

    Raises:
        UnableToAddMember: see there.
    """
    if role not in Member.Role.values:
        raise UnableToAddMember(f"there is no role {role}")
    try:
        with transaction.atomic():
            Member.objects.create(account_id=account_id, user_id=user_id, role=role, since_at=now)
    except IntegrityError as error:
        raise UnableToAddMember("a member already, or a second owner") from error
