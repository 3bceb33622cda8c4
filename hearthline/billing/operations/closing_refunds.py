"""What closed accounts have paid too much waits to be paid back: never more than it is by now."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.models import Adjustment, Closing
from hearthline.billing.operations.adjustments import ask_for_closing_refund
from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from hearthline.kernel.sql import run

_FIND = Path(__file__).parents[1] / "sql" / "find_closing_refunds_at_odds.sql"
State = Adjustment.State


def follow_closing_refunds(*, now: datetime) -> int:
    """Ask anew for refunds of closed accounts whose credit is another one than was asked for.

    A late payment, a bill made anew or a refund taken back changes it. What somebody refused isn't
    asked for again while it is the same amount.

    Returns:
        How many accounts.
    """
    found = run(_FIND, {"account_id": None})
    return sum(follow_closing_refund(account_id=row["account_id"], now=now) for row in found)


def follow_closing_refund(*, account_id: int, now: datetime) -> bool:
    """The same for one account, whether closed or not; whether anything was asked for anew."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        # As it stands now: somebody may have decided meanwhile.
        if not run(_FIND, {"account_id": account_id}):
            return False
        waiting = account.adjustments.filter(kind=Adjustment.Kind.REFUND, state=State.PROPOSED)
        waiting.update(state=State.LAPSED, decided_at=now)
        credit = -balance(account_id=account_id).amount_minor
        if credit > 0:
            closing = Closing.objects.get(account_id=account_id)
            ask_for_closing_refund(
                account=account,
                amount_minor=credit,
                user_id=None,
                reference=f"closing:{closing.pk}:{account.adjustments.count()}",
                now=now,
            )
    return True
