"""Staff looked at an account: written down each time, for the subscriber to see."""

from datetime import datetime

from hearthline.customers.models import AccountLook
from hearthline.customers.reasons import Reason


def record_look(
    *,
    account_id: int,
    user_id: int,
    page: str,
    reason: Reason,
    now: datetime,
    subject: str = "",
) -> None:
    """Write down that a member of staff opened a page about an account.

    Args:
        account_id: whose account.
        user_id: who looked.
        page: which page, one of `AccountLook.Page`.
        reason: why; the subscriber reads it.
        now: when.
        subject: which one of several: a bill's number.
    """
    AccountLook.objects.create(
        account_id=account_id,
        user_id=user_id,
        page=page,
        subject=subject,
        reason=reason.kept[:200],
        looked_at=now,
    )
