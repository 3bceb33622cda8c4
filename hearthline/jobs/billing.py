"""Tasks of the billing room."""

from datetime import date

from procrastinate.contrib.django import app

from hearthline.billing import operations, telling_ahead
from hearthline.kernel import clock


@app.periodic(cron="17 * * * *")
@app.task(name="run_bills", queueing_lock="run_bills")
def run_bills(timestamp: int) -> None:
    """Each hour, bill today's accounts and those of days on which nothing ran.

    Hourly, because the provider's day begins at another hour than the clock's, and because an hour
    is soon enough after a failure. A day that is done costs one query.
    """
    del timestamp  # when the run was due; what counts is now
    now = clock.now()
    for bill_date in operations.missed_bill_dates(now=now):
        operations.run_bills(bill_date=bill_date, now=now)


@app.periodic(cron="23 * * * *")
@app.task(name="tell_price_changes", queueing_lock="tell_price_changes")
def tell_price_changes(timestamp: int) -> None:
    """Each hour, tell people of new prices that a run before left."""
    del timestamp  # when the run was due; what counts is now
    operations.tell_price_changes(now=clock.now())


@app.task(name="tell_new_prices")
def tell_new_prices() -> None:
    """Tell people of new prices as soon as they are decided."""
    operations.tell_price_changes(now=clock.now())


@app.task(name="tell_price_stays")
def tell_price_stays(price_id: int, plan_code: str, price_minor: int, starts_date: str) -> None:
    """Tell people that a change of price was withdrawn."""
    operations.tell_price_stays(
        price_id=price_id,
        plan_code=plan_code,
        price_minor=price_minor,
        starts_date=date.fromisoformat(starts_date),
        now=clock.now(),
    )


@app.periodic(cron="37 15 * * *")
@app.task(name="warn_of_bills", queueing_lock="warn_of_bills")
def warn_of_bills(timestamp: int) -> None:
    """Each day, tell people of discounts that end soon and of bills that rise; nobody twice."""
    del timestamp  # when the run was due; what counts is now
    now = clock.now()
    telling_ahead.tell_discounts_ending(now=now)
    telling_ahead.tell_rising_bills(now=now)
