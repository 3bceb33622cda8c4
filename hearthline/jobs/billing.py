"""Tasks of the billing room."""

from datetime import date

from procrastinate.contrib.django import app

from hearthline.billing import operations, telling_ahead
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


@app.task(name="make_statements", priority=-10)
def make_statements(run_id: int) -> None:
    """Make some PDFs of a run ahead; it goes on by itself while there are more."""
    operations.work_on_statements(run_id=run_id, now=clock.now())


@app.periodic(cron="29 4 * * *")
@app.task(name="forget_statements", queueing_lock="forget_statements")
def forget_statements(timestamp: int) -> None:
    """Each night, take away PDFs that were made ahead long ago."""
    del timestamp
    operations.forget_statements(now=clock.now())


@app.task(name="preview_bills", priority=-5)
def preview_bills(run_id: int) -> None:
    """Preview bills of a run until none is left, beside whoever else does."""
    operations.work_on_preview(run_id=run_id, now=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(name="close_due_accounts", queueing_lock="close_due_accounts")
def close_due_accounts(timestamp: int) -> None:
    """Each hour, close the accounts whose day has come; ask for refunds of credit since then."""
    del timestamp
    operations.close_due_accounts(now=clock.now())
    operations.follow_closing_refunds(now=clock.now())


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
