"""Pause a service: the next bills with and without first, then agreeing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthline.billing.next_bill import next_bill_date
from hearthline.billing.queries import preview_bill
from hearthline.customers.models import Account
from hearthline.kernel.money import Money
from hearthline.kernel.trials import taken_back
from hearthline.subscriptions.operations import (
    UnableToOrder,
    check_orderer,
    suspend_subscription,
)


@dataclass(frozen=True, slots=True)
class PauseQuote:
    """The next bill with the pause and without it."""

    starts_date: date
    ends_date: date
    bill_date: date
    total: Money
    total_without: Money


def quote_pause(
    *,
    account_id: int,
    user_id: int | None,
    number: str,
    starts_date: date,
    ends_date: date,
    now: datetime,
) -> PauseQuote:
    """What a pause would do to the first bill after it began. Nothing of it is left behind.

    Raises:
        UnableToOrder: this member may not order for this account.
        UnableToPause: `reason` and `field` say why.
    """
    with transaction.atomic():
        account = Account.objects.get(pk=account_id)
        check_orderer(account=account, user_id=user_id)
        bill_date = next_bill_date(account_id=account_id, now=now)
        without = preview_bill(account_id=account_id, bill_date=bill_date)
        with taken_back():
            _pause(account, user_id, number, starts_date, ends_date, now)
            paused = preview_bill(account_id=account_id, bill_date=bill_date)
    nothing = Money(0, account.currency)
    return PauseQuote(
        starts_date=starts_date,
        ends_date=ends_date,
        bill_date=bill_date,
        total=paused.total if paused else nothing,
        total_without=without.total if without else nothing,
    )


def pause_service(
    *,
    account_id: int,
    user_id: int | None,
    number: str,
    starts_date: date,
    ends_date: date,
    now: datetime,
) -> None:
    """Pause a service that its plan lets subscribers pause; a bill is issued before or after it.

    Raises:
        UnableToOrder, UnableToPause: as `quote_pause`.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None:
            raise UnableToOrder("not_allowed")
        check_orderer(account=account, user_id=user_id)
        _pause(account, user_id, number, starts_date, ends_date, now)


def _pause(account: Account, user_id: int | None, number: str, *days: Any) -> None:
    starts_date, ends_date, now = days
    suspend_subscription(
        account=account,
        number=number,
        starts_date=starts_date,
        ends_date=ends_date,
        reason="",
        user_id=user_id,
        is_staff=False,
        now=now,
    )


def pause_by_staff(
    *,
    account_id: int,
    user_id: int,
    number: str,
    starts_date: date,
    ends_date: date,
    reason: str,
    now: datetime,
) -> None:
    """Staff pause a service, whatever its plan and the limits say, and say why.

    Raises:
        UnableToPause: `reason` and `field` say why.
    """
    with transaction.atomic():
        suspend_subscription(
            account=Account.objects.select_for_update(no_key=True).get(pk=account_id),
            number=number,
            starts_date=starts_date,
            ends_date=ends_date,
            reason=reason,
            user_id=user_id,
            is_staff=True,
            now=now,
        )
