"""Another billing day: the next bill is for a short or a long period, then months go on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from hearthline.billing.forecast import ForeseenBill, foreseen_bills
from hearthline.billing.models import Bill, BillingDayChange
from hearthline.billing.next_bill import following_bill_date, next_bill_date
from hearthline.customers.models import Account
from hearthline.customers.operations import set_billing_day
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.trials import taken_back

SHORTEST_DAYS = 16
"""The first bill on the new day comes at least so long after the last one, and so at most 46."""
NOT_AGAIN_FOR = timedelta(days=183)
"""Half a year: for subscribers, not for staff."""
_LAST_DAY = 28


class UnableToChangeBillingDay(Exception):
    """The day stays. `reason`: `not_allowed`, `closed`, `bad_day`, `same`, `too_soon` or `due`.

    `due` while a bill of the old day should have been issued and wasn't yet.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BillingDayPreview:
    """The next bills with the old day and with the new one, whose first is of `first_date`."""

    first_date: date
    before: tuple[ForeseenBill, ...]
    after: tuple[ForeseenBill, ...]


def change_billing_day(
    *, account_id: int, day: int, user_id: int | None, by_staff: bool, now: datetime
) -> date:
    """Bill an account on another day of the month from its next bill on.

    Days that are paid stay paid; the first bill on the new day is for the days up to it that
    aren't, and for the month from it on.

    Args:
        account_id: whose.
        day: 1 to 28.
        user_id: who wants it.
        by_staff: whether that is a member of staff, who may do it at any time.
        now: the time.

    Returns:
        The date of the first bill on the new day.

    Raises:
        UnableToChangeBillingDay: `reason` says why not.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        if account is None or (not by_staff and not _may(account_id, user_id)):
            raise UnableToChangeBillingDay("not_allowed")
        if account.status == Account.Status.CLOSED:
            raise UnableToChangeBillingDay("closed")
        if not 1 <= day <= _LAST_DAY:
            raise UnableToChangeBillingDay("bad_day")
        if day == account.billing_day:
            raise UnableToChangeBillingDay("same")
        if not by_staff and (again := changeable_from(account_id=account_id)) and again > now:
            raise UnableToChangeBillingDay("too_soon")
        if next_bill_date(account_id=account_id, now=now) <= provider_date(now):
            raise UnableToChangeBillingDay("due")
        first_date = _first_date(account_id, day, provider_date(now))
        BillingDayChange.objects.create(
            account=account,
            old_day=account.billing_day,
            new_day=day,
            bills_from_date=first_date,
            is_by_staff=by_staff,
            changed_by_id=user_id,
            changed_at=now,
        )
        set_billing_day(account_id=account_id, billing_day=day, bills_from_date=first_date)
        return first_date


def preview_billing_day(
    *, account_id: int, day: int, user_id: int | None, by_staff: bool, now: datetime
) -> BillingDayPreview:
    """What another billing day would do to the next bills; nothing of it stays.

    Raises:
        UnableToChangeBillingDay: as `change_billing_day`.
    """
    with transaction.atomic():
        before = foreseen_bills(account_id=account_id, now=now)
        with taken_back():
            first_date = change_billing_day(
                account_id=account_id, day=day, user_id=user_id, by_staff=by_staff, now=now
            )
            after = foreseen_bills(account_id=account_id, now=now)
    return BillingDayPreview(first_date, before, after)


def changeable_from(*, account_id: int) -> datetime | None:
    """From when on a subscriber may change the day again; None if they never did."""
    last = (
        BillingDayChange.objects.filter(account_id=account_id, is_by_staff=False)
        .order_by("-changed_at")
        .values_list("changed_at", flat=True)
        .first()
    )
    return last + NOT_AGAIN_FOR if last else None


def _may(account_id: int, user_id: int | None) -> bool:
    """Who may pay decides when bills come."""
    return permissions_of(account_id=account_id, user_id=user_id).may_pay


def _first_date(account_id: int, day: int, today: date) -> date:
    """The first new day that is to come and far enough from the last bill."""
    last = (
        Bill.objects.filter(account_id=account_id)
        .exclude(kind__in=[Bill.Kind.CREDIT_NOTE, Bill.Kind.REBILL])
        .order_by("-period_start")
        .values_list("period_start", flat=True)
        .first()
    )
    after = today if last is None else max(today, last + timedelta(days=SHORTEST_DAYS - 1))
    return following_bill_date(billing_day=day, after=after)
