"""`hearthline import FOLDER`."""

import sys
from pathlib import Path

import click

from hearthline.cli.import_data.progress import told
from hearthline.cli.import_data.report import error_lines, result_lines
from hearthline.cli.import_data.run import import_folder
from hearthline.kernel import clock


@click.command("import")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--skip-bad-rows",
    is_flag=True,
    help="Import the good rows; write the others, with their reasons, to files.",
)
@click.option(
    "--rejected",
    "rejected_dir",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where rejected rows go.  [default: FOLDER/rejected]",
)
def import_command(
    *, folder: Path, dry_run: bool, skip_bad_rows: bool, rejected_dir: Path | None
) -> None:
    """Import a provider's plans, accounts, subscriptions, bills, usage and more from CSV files.

    docs/import.md describes the files. Importing the same files again changes nothing. Ends with 1
    when nothing was imported because of errors.
    """
    if rejected_dir and not skip_bad_rows:
        raise click.UsageError("--rejected goes with --skip-bad-rows.")
    try:
        report = import_folder(
            folder=folder,
            now=clock.now(),
            dry_run=dry_run,
            skip_bad_rows=skip_bad_rows,
            rejected_dir=rejected_dir,
            telling=told,
        )
    except OSError as error:
        raise click.ClickException(
            f"The rejected rows can't be written to {error.filename}: {error.strerror}. Nothing "
            "was imported. Name another folder with --rejected DIR."
        ) from error
    for line in error_lines(report):
        click.echo(line, err=True)
    for line in result_lines(report, dry_run=dry_run):
        click.echo(line)
    if not report.is_done:
        sys.exit(1)
