"""`hearthline end-sessions NAME`: sign somebody out everywhere, or everybody."""

import click

from hearthline.identity.operations import end_all_sessions, end_everybodys_sessions
from hearthline.identity.queries import user_id_of
from hearthline.kernel import clock


@click.command("end-sessions")
@click.argument("name", metavar="NAME", required=False)
@click.option("--everybody", is_flag=True, help="Sign everybody out, staff included.")
def end_sessions(*, name: str | None, everybody: bool) -> None:
    """Sign the person NAME (a username or email address) out of every browser and app."""
    if everybody == bool(name):
        raise click.UsageError("say whose: a NAME, or --everybody")
    if everybody:
        click.echo(f"Sessions that ended: {end_everybodys_sessions()}")
        return
    user_id = user_id_of(name or "")
    if user_id is None:
        raise click.ClickException(f"there is no user {name}")
    click.echo(f"Sessions that ended: {end_all_sessions(user_id=user_id, now=clock.now())}")
