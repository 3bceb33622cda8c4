"""One-off charges and credits that wait for the next bill."""

from datetime import date, datetime

from hearthline.billing.models import Charge
from hearthline.customers.models import Account
from hearthline.kernel.money import Money


class UnableToCharge(Exception):
    """The charge can't be taken; the message says why."""


def add_charge(
    *,
    account_id: int,
    kind: str,
    amount: Money,
    description: str,
    effective_date: date,
    now: datetime,
    tax_category: str = "",
    cause: str = "",
) -> int:
    """Put an amount on the first bill from `effective_date` on.

    Args:
        account_id: whose.
        kind: `one_off`, `fee` or `credit` (`Charge.Kind`).
        amount: above zero for a charge or fee, below zero for a credit; in the account's currency.
        description: what the bill says.
        effective_date: no bill before this day takes it.
        now: when it was decided.
        tax_category: which taxes apply; none if empty.
        cause: what led to it, such as `outage`.

    Returns:
        The charge's id.

    Raises:
        UnableToCharge: another currency than the account's, or the wrong sign.
    """
    account = Account.objects.get(pk=account_id)
    if amount.currency != account.currency:
        raise UnableToCharge(f"account {account.number} is kept in {account.currency}")
    if kind not in Charge.Kind.values:
        raise UnableToCharge(f"there is no kind of charge {kind}")
    if amount.amount_minor == 0 or (amount.amount_minor < 0) != (kind == Charge.Kind.CREDIT):
        raise UnableToCharge("a credit is below zero, a charge or fee above")
    charge = Charge.objects.create(
        account=account,
        amount_minor=amount.amount_minor,
        description=description,
        kind=kind,
        tax_category=tax_category,
        effective_date=effective_date,
        created_at=now,
        cause=cause,
    )
    return charge.pk


def add_deposit_charge(
    *,
    account_id: int,
    amount: Money,
    description: str,
    effective_date: date,
    cause: str,
    now: datetime,
) -> int:
    """Put a deposit on the next bill: above zero to take it, below zero to give it back.

    Returns:
        The charge's id.

    Raises:
        UnableToCharge: another currency than the account's, or nothing at all.
    """
    account = Account.objects.get(pk=account_id)
    if amount.currency != account.currency or not amount:
        raise UnableToCharge(f"account {account.number} is kept in {account.currency}")
    return Charge.objects.create(
        account=account,
        amount_minor=amount.amount_minor,
        description=description,
        kind=Charge.Kind.DEPOSIT,
        effective_date=effective_date,
        created_at=now,
        cause=cause,
    ).pk
