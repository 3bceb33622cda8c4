"""`hearthline bill-run`: bill the accounts whose billing day it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click

from hearthline.billing.operations import UnableToRunBills, run_bills
from hearthline.billing.operations.bill_run import Progress
from hearthline.kernel import clock


@click.command("bill-run")
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="D",
    help="The billing day, as 2026-04-01. Today if left out.",
)
def bill_run(day: datetime | None) -> None:
    """Bill the accounts whose billing day it is.

    It may be ended at any moment and run again: accounts that have their bill are left alone.
    """
    now = clock.now()
    bill_date = day.date() if day else clock.provider_date(now)
    try:
        with _watched(bill_date) as progress:
            result = run_bills(bill_date=bill_date, now=now, progress=progress)
    except UnableToRunBills as error:
        raise click.ClickException(str(error)) from error
    done = f"{result.accounts:,} accounts looked at, {result.bills_issued:,} bills issued"
    click.echo(f"{bill_date}: {done}.")


@contextmanager
def _watched(bill_date: date) -> Iterator[Progress]:
    """A bar on a terminal, a plain line per batch elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        yield lambda done, of: click.echo(f"{bill_date}: {done:,} of {of:,} accounts", err=True)
        return
    with click.progressbar(length=0, label=f"Billing {bill_date}", file=sys.stderr) as bar:

        def move(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield move
