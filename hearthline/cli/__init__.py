"""The `hearthline` command: one line here for each thing it does.

A command's module is imported only when it is asked for, after what it needs is there; so help is
quick and one broken module leaves the others working. Within a command that needs the database,
models can be imported at the top of the module and the database answers.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from hearthline import __version__
from hearthline.cli import environment
from hearthline.cli.errors import in_one_sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command is, what it needs before it is imported, and what it does."""

    place: str
    needs: environment.Needs
    help: str
    hidden: bool = False


NOTHING, DJANGO, DATABASE = environment.Needs
COMMANDS = {
    "run": Entry("hearthline.cli.run:run", NOTHING, "Serve everything on this machine."),
    "serve": Entry("hearthline.cli.serve:serve", DATABASE, "Serve the web pages only."),
    "worker": Entry("hearthline.cli.worker:worker", DATABASE, "Work through the queue only."),
    "gateway": Entry("hearthline.cli.gateway:gateway", DJANGO, "Serve the pretend card company."),
    "tv-system": Entry(
        "hearthline.cli.tv_system:tv_system", DJANGO, "Serve the pretend TV system."
    ),
    "radius": Entry(
        "hearthline.cli.radius.command:radius", DATABASE, "Serve FreeRADIUS for the demo."
    ),
    "prepare": Entry("hearthline.cli.prepare:prepare", DATABASE, "migrate, load-demo", hidden=True),
    "migrate": Entry("hearthline.cli.migrate:migrate", DATABASE, "Bring the database up to date."),
    "load-demo": Entry("hearthline.cli.load_demo:load_demo", DATABASE, "Load the demo provider."),
    "registration-code": Entry(
        "hearthline.cli.registration_code:registration_code",
        DATABASE,
        "Print a one-time code for an account's registration.",
    ),
    "staff": Entry(
        "hearthline.cli.staff:staff", DATABASE, "Add staff, change their roles, help them in."
    ),
    "unblock-sign-in": Entry(
        "hearthline.cli.unblock_sign_in:unblock_sign_in",
        DATABASE,
        "Let a person try their password again.",
    ),
    "end-sessions": Entry(
        "hearthline.cli.end_sessions:end_sessions",
        DATABASE,
        "Sign a person, or everybody, out everywhere.",
    ),
    "passwords": Entry(
        "hearthline.cli.passwords:passwords", DJANGO, "Build and check lists of breached passwords."
    ),
    "import": Entry(
        "hearthline.cli.import_data.command:import_command",
        DATABASE,
        "Import a provider's CSV files.",
    ),
    "bill-run": Entry(
        "hearthline.cli.bill_run:bill_run", DATABASE, "Bill the accounts whose day it is."
    ),
    "statements": Entry(
        "hearthline.cli.statements:statements", DATABASE, "Make the PDFs of a bill run ahead."
    ),
    "generate": Entry(
        "hearthline.cli.generate.command:generate_command",
        DATABASE,
        "Make up a provider of any size, for trials and measuring.",
    ),
    "load-articles": Entry(
        "hearthline.cli.load_articles:load_articles",
        DATABASE,
        "Write the help articles that come with Hearthline.",
    ),
    "flow": Entry("hearthline.cli.flow:flow", DJANGO, "Check and draw flows of troubleshooting."),
    "check": Entry("hearthline.cli.check:check", DATABASE, "Check that the books are right."),
    "shell": Entry("hearthline.cli.django_commands:shell", DATABASE, "Open a Python prompt."),
    "django": Entry(
        "hearthline.cli.django_commands:django", DATABASE, "Run a command of Django's."
    ),
}


class Commands(click.Group):
    """The commands of the table, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [name for name, entry in COMMANDS.items() if not entry.hidden]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        ctx.with_resource(in_one_sentence(debug=ctx.params.get("debug", False)))
        ctx.with_resource(environment.prepared(entry.needs))
        module, _, attribute = entry.place.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.place} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole story when something goes wrong.")
@click.version_option(__version__)
def main(**options: Any) -> None:
    """Hearthline: the customer account system of an internet, TV and phone provider."""
    del options
    environment.end_with_supervisor()
