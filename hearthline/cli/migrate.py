"""`hearthline migrate`: tables, rights and static files as this release wants them."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from django.core.management import call_command
from django.db import connections

from hearthline.cli.static_files import collect_if_changed
from hearthline.kernel.db import prepare_roles

_LOCK = 0x48_4C_4D_47
"""An advisory lock's number that only this uses: two machines may be updated at once."""


@click.command()
@click.option("--verbose", is_flag=True, help="Name each migration.")
def migrate(*, verbose: bool) -> None:
    """Bring the database and the static files up to date. Safe to repeat."""
    bring_up_to_date(verbosity=int(verbose))


def bring_up_to_date(*, verbosity: int) -> None:
    """Rights, tables, static files: in this order, and only what is missing."""
    with _one_at_a_time():
        prepare_roles(connections["owner"])
        call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    if collect_if_changed():
        click.echo("Static files collected.", err=True)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
