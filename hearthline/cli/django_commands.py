"""Django's own commands, with Hearthline's settings and database around them."""

import click
from django.core.management import call_command, execute_from_command_line


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Run a command of Django's: `hearthline django showmigrations`."""
    execute_from_command_line(["hearthline django", *arguments])


@click.command()
def shell() -> None:
    """Open a Python prompt with the models at hand."""
    call_command("shell")
