"""One of a person's several accounts is the one that pages are about."""

from datetime import datetime

from hearthline.customers.models import Member


class UnableToUseAccount(Exception):
    """This person doesn't belong to such an account."""


def use_account(*, user_id: int, number: str, now: datetime) -> int:
    """Remember which account somebody used last: their next session begins with it.

    Returns:
        The account's id, for the session.

    Raises:
        UnableToUseAccount: see there.
    """
    member = Member.objects.filter(user_id=user_id, account__number=number).first()
    if member is None:
        raise UnableToUseAccount
    member.used_at = now
    member.save(update_fields=["used_at"])
    return member.account_id
