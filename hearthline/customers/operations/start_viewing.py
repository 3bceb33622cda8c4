"""Staff begin to look at a member's pages as the member sees them."""

from datetime import datetime

from django.db import transaction

from hearthline.customers.operations.record_look import record_look
from hearthline.customers.queries import is_member
from hearthline.customers.reasons import Reason
from hearthline.identity.operations import record_event


class UnableToView(Exception):
    """This person isn't a member of the account."""


def start_viewing(
    *, account_id: int, user_id: int, staff_user_id: int, reason: Reason, now: datetime
) -> None:
    """Write down, at the account and at the member, that staff look at their pages.

    Args:
        account_id: whose account.
        user_id: the member whose pages are shown.
        staff_user_id: who looks.
        reason: why; the subscriber reads it.
        now: when.

    Raises:
        UnableToView: this person isn't a member of the account.
    """
    if not is_member(user_id=user_id, account_id=account_id):
        raise UnableToView
    with transaction.atomic():
        record_look(
            account_id=account_id,
            user_id=staff_user_id,
            page="view_as",
            reason=reason,
            now=now,
        )
        record_event(
            user_id=user_id, kind="viewed_as", by_id=staff_user_id, account_id=account_id, now=now
        )
