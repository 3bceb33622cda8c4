"""`hearthline unblock-sign-in NAME`: for a person whose password was guessed at too often."""

import click

from hearthline.identity.operations import unblock_user
from hearthline.identity.queries import user_id_of


@click.command("unblock-sign-in")
@click.argument("name", metavar="NAME")
def unblock_sign_in(name: str) -> None:
    """Let the person NAME (a username or email address) try their password again.

    After 80 wrong passwords in a row none is tried any more, and the person is told by email.
    """
    user_id = user_id_of(name)
    if user_id is None:
        raise click.ClickException(f"there is no user {name}")
    unblock_user(user_id=user_id)
    click.echo("They can sign in again.")
