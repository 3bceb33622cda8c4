"""Tasks of the billing room."""

from procrastinate.contrib.django import app

from hearthline.billing import operations
from hearthline.billing.bill_runs import bill_run_state
from hearthline.kernel import clock


@app.periodic(cron="17 * * * *")
@app.task(name="run_bills", queueing_lock="run_bills")
def run_bills(timestamp: int) -> None:
    """Each hour, bill today's accounts and those of days on which nothing ran.

    Hourly, because the provider's day begins at another hour than the clock's, and because an hour
    is soon enough after a failure. A day that is done costs one query. Where the provider wants to
    approve a run first, it is previewed instead, once.
    """
    del timestamp  # when the run was due; what counts is now
    now = clock.now()
    for bill_date in operations.missed_bill_dates(now=now):
        opened = operations.open_bill_run(bill_date=bill_date, now=now)
        if opened.approved_at is None:
            state = bill_run_state(bill_date=bill_date)
            if state is not None and state.state in {"new", "previewing"}:
                operations.begin_preview(bill_date=bill_date, now=now)
            continue
        # The queue's other workers help, as far as there is something for them.
        run_id = operations.begin_bill_run(bill_date=bill_date, now=now)
        operations.work_on_bill_run(run_id=run_id, now=now)


@app.task(name="work_on_bill_run", priority=-5)
def work_on_bill_run(run_id: int) -> None:
    """Issue bills of a run until none is left, beside whoever else does."""
    operations.work_on_bill_run(run_id=run_id, now=clock.now())


@app.task(name="preview_bills", priority=-5)
def preview_bills(run_id: int) -> None:
    """Preview bills of a run until none is left, beside whoever else does."""
    operations.work_on_preview(run_id=run_id, now=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(name="close_due_accounts", queueing_lock="close_due_accounts")
def close_due_accounts(timestamp: int) -> None:
    """Each hour, close the accounts whose day has come at the provider's place."""
    del timestamp
    operations.close_due_accounts(now=clock.now())


@app.periodic(cron="41 15 * * *")
@app.task(name="charge_late_fees", queueing_lock="charge_late_fees")
def charge_late_fees(timestamp: int) -> None:
    """Each day, warn people of late fees to come and charge those they were warned of."""
    del timestamp  # when the run was due; what counts is now
    operations.charge_late_fees(now=clock.now())


@app.periodic(cron="11 * * * *")
@app.task(name="follow_arrangements", queueing_lock="follow_arrangements")
def follow_arrangements(timestamp: int) -> None:
    """Each hour, end arrangements that are kept or broken, and tell people of their next part."""
    del timestamp  # when the run was due; what counts is now
    operations.follow_arrangements(now=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="hand_out_bills", queueing_lock="hand_out_bills")
def hand_out_bills(timestamp: int) -> None:
    """Soon after they are issued, tell people of bills that can be opened."""
    del timestamp  # when the run was due; what counts is now
    operations.hand_out_bills(now=clock.now())


@app.periodic(cron="41 4 * * *")
@app.task(name="recover_debts", queueing_lock="recover_debts")
def recover_debts(timestamp: int) -> None:
    """Each night, take back write-offs of accounts that paid after all."""
    del timestamp
    operations.recover_debts(now=clock.now())
