"""`hearthline bill-run`: bill the accounts whose billing day it is."""

import getpass
import subprocess
import sys
from datetime import date, datetime

import click
from django.conf import settings

from hearthline.billing import operations
from hearthline.billing.bill_runs import Totals, bill_run_state, outliers, preview_totals
from hearthline.billing.operations import UnableToAssessTaxes, UnableToRunBills
from hearthline.cli.watched import watched
from hearthline.customers.queries import account_by_number
from hearthline.kernel import clock
from hearthline.kernel.money import Money

_OUTLIERS = 20


@click.command("bill-run")
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="D",
    help="The billing day, as 2026-04-01. Today if left out.",
)
@click.option("--preview", is_flag=True, help="Say what would be billed; issue nothing.")
@click.option("--approve", is_flag=True, help="Let the previewed bills be issued, and issue them.")
@click.option("--pause", is_flag=True, help="Have all workers of the run stop after their batch.")
@click.option("--resume", is_flag=True, help="Go on with a paused run.")
@click.option("--account", "number", metavar="NUMBER", help="Bill only this account of the run.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes share the work.",
)
def bill_run(
    *,
    day: datetime | None,
    preview: bool,
    approve: bool,
    pause: bool,
    resume: bool,
    number: str | None,
    workers: int,
) -> None:
    """Bill the accounts whose billing day it is.

    It may be ended at any moment and run again, here or on other machines: accounts that have
    their bill are left alone.
    """
    if preview + approve + pause + resume + bool(number) > 1:
        raise click.UsageError("Choose one of --preview, --approve, --pause, --resume, --account.")
    now = clock.now()
    bill_date = day.date() if day else clock.provider_date(now)
    try:
        if preview:
            _preview(bill_date, now)
        elif pause:
            operations.pause_bill_run(bill_date=bill_date, now=now)
            click.echo(f"{bill_date}: paused. --resume goes on.")
        elif number:
            _bill_one(number, bill_date, now)
        else:
            if approve:
                approved_as = f"{getpass.getuser()} (terminal)"
                operations.approve_bill_run(bill_date=bill_date, approved_as=approved_as, now=now)
            if resume:
                operations.resume_bill_run(bill_date=bill_date)
            _run(bill_date, now, workers)
    except UnableToRunBills as error:
        raise click.ClickException(f"{error}.") from error
    except UnableToAssessTaxes as error:
        raise click.ClickException(
            f"The tax service gave no answer: {error}. Who has no bill yet waits; run it again."
        ) from error


def _run(bill_date: date, now: datetime, workers: int) -> None:
    others = [
        subprocess.Popen(
            [sys.executable, "-m", "hearthline.cli", "bill-run", "--date", str(bill_date)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(workers - 1)
    ]
    try:
        with watched(f"Billing {bill_date}", "accounts") as progress:
            result = operations.run_bills(bill_date=bill_date, now=now, progress=progress)
    finally:
        for other in others:
            other.wait()
    state = bill_run_state(bill_date=bill_date)
    if state is not None and state.state == "paused":
        click.echo(f"{bill_date}: paused, {state.bills:,} bills issued. --resume goes on.")
        return
    done = f"{result.accounts:,} accounts looked at, {result.bills_issued:,} bills issued"
    if state is not None and workers > 1:
        done += f" by this worker; {state.bills:,} bills in all"
    click.echo(f"{bill_date}: {done}.")


def _bill_one(number: str, bill_date: date, now: datetime) -> None:
    account = account_by_number(number=number)
    if account is None:
        raise click.ClickException(f"There is no account {number}.")
    issued = operations.bill_account(account_id=account.id, bill_date=bill_date, now=now)
    click.echo(f"{number}: bill {issued}." if issued else f"{number}: nothing to bill.")


def _preview(bill_date: date, now: datetime) -> None:
    with watched(f"Previewing {bill_date}", "accounts") as progress:
        operations.preview_bills(bill_date=bill_date, now=now, progress=progress)
    percent = settings.BILL_RUN_OUTLIER_PERCENT
    found = preview_totals(bill_date=bill_date, percent=percent)
    if not found:
        click.echo(f"{bill_date}: no bills.")
    for totals in found:
        _tell(bill_date, totals, percent)
    odd = outliers(bill_date=bill_date, percent=percent)
    for each in odd[:_OUTLIERS]:
        before = f" after {_amount(each.before)}" if each.before is not None else ""
        click.echo(f"  {each.why:8}  {each.account_number}: {_amount(each.total)}{before}")
    if len(odd) > _OUTLIERS:
        click.echo("  … more of them at /console/bill-runs/")


def _tell(bill_date: date, totals: Totals, percent: int) -> None:
    click.echo(
        f"{bill_date}: {totals.bills:,} bills, {_amount(totals.total)} "
        f"(their last ones: {_amount(totals.before)})"
    )
    for each in totals.kinds:
        what = f"{each.kind} {each.name}".strip()
        click.echo(f"  {what:30} {each.lines:>11,} lines {_amount(each.amount):>20}")
    click.echo(
        f"  {totals.negative:,} negative, {totals.zero:,} zero, {totals.first:,} first, "
        f"{totals.changed:,} changed by more than {percent}%"
    )


def _amount(amount: Money) -> str:
    return f"{amount.decimal:,} {amount.currency}"
