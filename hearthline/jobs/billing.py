"""Tasks of the billing room."""

from procrastinate.contrib.django import app

from hearthline.billing import operations
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


@app.periodic(cron="41 4 * * *")
@app.task(name="recover_debts", queueing_lock="recover_debts")
def recover_debts(timestamp: int) -> None:
    """Each night, take back write-offs of accounts that paid after all."""
    del timestamp
    operations.recover_debts(now=clock.now())
