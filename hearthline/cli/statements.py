"""`hearthline statements`: make the PDFs of a bill run before anybody asks for them."""

import subprocess
import sys
from datetime import date, datetime

import click
from django.conf import settings

from hearthline.billing.bill_runs import statements_state
from hearthline.billing.operations import UnableToMakeStatements, make_statements
from hearthline.billing.statement.shelf import day_folder
from hearthline.cli.watched import watched
from hearthline.kernel import clock


@click.command("statements")
@click.option(
    "--date",
    "day",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="D",
    help="The billing day of the run, as 2026-04-01. Today if left out.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes share the work.",
)
def statements(*, day: datetime | None, workers: int) -> None:
    """Make the PDFs of a finished bill run, those that go to a printer first.

    It may be ended at any moment and run again, here or by the queue's workers: what is made stays,
    and is made once. Each bill is in the language of its account.
    """
    now = clock.now()
    bill_date = day.date() if day else clock.provider_date(now)
    others = [_another(bill_date) for _ in range(workers - 1)]
    try:
        with watched(f"Statements of {bill_date}", "bills") as progress:
            make_statements(bill_date=bill_date, now=now, progress=progress)
    except UnableToMakeStatements as error:
        raise click.ClickException(f"{error}.") from error
    except OSError as error:
        where = settings.DATA_DIR
        raise click.ClickException(f"PDFs can't be kept in {where}: {error.strerror}.") from error
    finally:
        for other in others:
            other.wait()
    state = statements_state(bill_date=bill_date)
    if state is None:
        click.echo(f"{bill_date}: no bills.")
        return
    click.echo(f"{bill_date}: {state.done - state.failed:,} statements in {day_folder(bill_date)}.")
    if state.failed:
        raise click.ClickException(f"{state.failed:,} couldn't be made; the log says which.")


def _another(bill_date: date) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", "statements", "--date", str(bill_date)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
