"""`hearthline passwords`: the offline list of breached passwords."""

import sys
from pathlib import Path

import click
from django.conf import settings

from hearthline.identity.breached import BreachedList, UnableToReadBreachedList
from hearthline.identity.breached.building import UnableToBuildBreachedList, build
from hearthline.identity.breached.sources import Reading, UnableToReadSource

_PATH = click.Path(path_type=Path)


@click.group()
def passwords() -> None:
    """Passwords that others know already (docs/passwords.md)."""


@passwords.command("build")
@click.argument("sources", nargs=-1, required=True, type=_PATH)
@click.option("--output", required=True, type=_PATH, help="The file to make.")
@click.option(
    "--seen-at-least",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Leave out what was seen more seldom.",
)
def build_command(sources: tuple[Path, ...], output: Path, seen_at_least: int) -> None:
    """Make a list from SOURCES: files of `SHA1:COUNT` lines, or folders of range files.

    Sorted lists are read straight through, others are sorted on the disk beside the output. It may
    be ended at any moment and run again; what was there before stays until the new list is whole.
    """
    try:
        count = build(sources=list(sources), output=output, seen_at_least=seen_at_least, told=_tell)
    except (UnableToReadSource, UnableToBuildBreachedList) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{output}: {count:,} passwords, {output.stat().st_size / 1e6:,.1f} MB.")
    click.echo(f"Put BREACHED_PASSWORDS_FILE={output.resolve()} into .env to use it.")


def _tell(reading: Reading) -> None:
    said = f"{reading.lines:,} lines read, {reading.left_out:,} left out; {reading.file}"
    click.echo(said, err=True)


@passwords.command()
@click.argument("file", type=_PATH, required=False)
def check(file: Path | None) -> None:
    """Look whether FILE, or the one that holds now, is whole and in order."""
    path = file or Path(settings.BREACHED_PASSWORDS_FILE)
    try:
        known = BreachedList(path)
        known.verify()
    except UnableToReadBreachedList as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{path}: {len(known):,} passwords, nothing found.")
