"""Where an account's months begin."""

from datetime import date, timedelta


def period_date(billing_day: int, on: date) -> date:
    """The billing date that is `on`, or the last one before it."""
    this_month = on.replace(day=billing_day)
    if this_month <= on:
        return this_month
    return (on.replace(day=1) - timedelta(days=1)).replace(day=billing_day)
