"""When an account is billed next."""

from datetime import date, datetime, timedelta

from hearthline.billing.models import Bill
from hearthline.billing.operations.bill_run import missed_bill_dates
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date


def next_bill_date(*, account_id: int, now: datetime) -> date:
    """The date of the bill that comes next: a day that the bill run hasn't done yet comes first."""
    billing_day = Account.objects.values_list("billing_day", flat=True).get(pk=account_id)
    open_days = [day for day in missed_bill_dates(now=now) if day.day == billing_day]
    if open_days:
        billed = set(
            Bill.objects.filter(
                account_id=account_id, source=Bill.Source.RUN, period_start__in=open_days
            ).values_list("period_start", flat=True)
        )
        if unbilled := [day for day in open_days if day not in billed]:
            return min(unbilled)
    return following_bill_date(billing_day=billing_day, after=provider_date(now))


def following_bill_date(*, billing_day: int, after: date) -> date:
    """The first day after another that is a billing day."""
    this_month = after.replace(day=billing_day)
    if this_month > after:
        return this_month
    return (after.replace(day=1) + timedelta(days=32)).replace(day=billing_day)
