"""When an account is billed next."""

from datetime import date, datetime, timedelta

from hearthline.billing.models import Bill
from hearthline.billing.operations.bill_run.missed import missed_bill_dates
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date


def next_bill_date(*, account_id: int, now: datetime) -> date:
    """The date of the bill that comes next: a day that the bill run hasn't done yet comes first."""
    found = Account.objects.values("billing_day", "bills_from_date").get(pk=account_id)
    billing_day, bills_from = found["billing_day"], found["bills_from_date"]
    open_days = [
        day
        for day in missed_bill_dates(now=now)
        if day.day == billing_day and (bills_from is None or day >= bills_from)
    ]
    if open_days:
        billed = set(
            Bill.objects.filter(
                account_id=account_id,
                source=Bill.Source.RUN,
                kind__in=[Bill.Kind.REGULAR, Bill.Kind.FINAL],
                period_start__in=open_days,
            ).values_list("period_start", flat=True)
        )
        if unbilled := [day for day in open_days if day not in billed]:
            return min(unbilled)
    after = provider_date(now)
    if bills_from is not None:
        after = max(after, bills_from - timedelta(days=1))
    return following_bill_date(billing_day=billing_day, after=after)


def following_bill_date(*, billing_day: int, after: date) -> date:
    """The first day after another that is a billing day."""
    this_month = after.replace(day=billing_day)
    if this_month > after:
        return this_month
    return (after.replace(day=1) + timedelta(days=32)).replace(day=billing_day)
