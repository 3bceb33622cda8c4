"""An account comes to its end, or gets another billing day: what billing decides about it."""

from datetime import date

from hearthline.customers.models import Account


def end_account(*, account_id: int) -> None:
    """Mark an account as closed, in the caller's transaction, which has locked it."""
    Account.objects.filter(pk=account_id).update(status=Account.Status.CLOSED)


def set_billing_day(*, account_id: int, billing_day: int, bills_from_date: date) -> None:
    """Have an account billed on another day of the month, in the caller's transaction.

    Args:
        account_id: whose; locked by the caller.
        billing_day: 1 to 28.
        bills_from_date: its first bill on the new day.
    """
    Account.objects.filter(pk=account_id).update(
        billing_day=billing_day, bills_from_date=bills_from_date
    )
