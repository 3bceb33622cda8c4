"""`hearthline unblock-sign-in NAME`: for a person whose password was guessed at too often."""

import click

from hearthline.identity.operations import FAILURE_CAP, unblock_user
from hearthline.identity.queries import user_id_of
from hearthline.kernel.clock import now


@click.command(
    "unblock-sign-in",
    help="Let the person NAME (a username or email address) try their password again.\n\n"
    f"After {FAILURE_CAP} wrong passwords in a row none is tried any more, and the person is told"
    " by email. They read in their activity that staff unblocked them.",
)
@click.argument("name", metavar="NAME")
def unblock_sign_in(name: str) -> None:
    """Unblock them, or say that they weren't blocked."""
    user_id = user_id_of(name)
    if user_id is None:
        raise click.ClickException(f"there is no user {name}")
    was_blocked = unblock_user(user_id=user_id, now=now())
    click.echo("They can sign in again." if was_blocked else "Their password was not blocked.")
