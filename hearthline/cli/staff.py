"""`hearthline staff …`: the first admin, and help when no admin can sign in."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from hearthline.identity.operations import (
    StaffRefusal,
    UnableToChangeStaff,
    UnableToCreateUser,
    add_staff,
    change_staff_roles,
    reset_staff_factors,
)
from hearthline.identity.queries import staff_lines, user_id_of
from hearthline.identity.roles import ROLES
from hearthline.kernel import clock

_ROLES = click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES))
)


@click.group()
def staff() -> None:
    """Look after staff from this machine; admins do the same at /console/staff/."""


@staff.command("add")
@click.argument("email")
@click.option("--username", help="Left out: what stands before the @.")
@_ROLES
def add(email: str, username: str | None, roles: tuple[str, ...]) -> None:
    """Add a member of staff and invite them by EMAIL."""
    name = username or email.partition("@")[0]
    try:
        add_staff(username=name, email=email, roles=roles, by_id=None, now=clock.now())
    except UnableToCreateUser as error:
        reasons = " ".join(text for texts in error.errors.values() for text in texts)
        raise click.ClickException(reasons) from error
    click.echo(f"{name} is invited: a message to {email} says how to choose a password.")


@staff.command("list")
def list_staff() -> None:
    """List everybody with their roles."""
    for line in staff_lines():
        state = "" if line.is_active else "  (let go)"
        click.echo(f"{line.username:<20} {', '.join(line.roles)}{state}")


@staff.command("roles")
@click.argument("name", metavar="NAME")
@_ROLES
def change_roles(name: str, roles: tuple[str, ...]) -> None:
    """Give NAME (a username or email address) just these roles."""
    with _in_words():
        change_staff_roles(user_id=_meant(name), roles=roles, by_id=None, now=clock.now())
    click.echo("Their roles are changed.")


@staff.command("reset-factors")
@click.argument("name", metavar="NAME")
def reset_factors(name: str) -> None:
    """Take the passkeys and authenticator app of NAME away, because they lost them."""
    with _in_words():
        reset_staff_factors(user_id=_meant(name), by_id=None, now=clock.now())
    click.echo("Their passkeys and authenticator app are gone, and they are told by email.")


def _meant(name: str) -> int:
    return user_id_of(name) or 0


@contextmanager
def _in_words() -> Iterator[None]:
    """Say why a change was refused."""
    try:
        yield
    except UnableToChangeStaff as error:
        words = {
            StaffRefusal.UNKNOWN: "nobody on the staff is called that",
            StaffRefusal.LAST_ADMIN: "nobody would be admin any more",
        }
        raise click.ClickException(words.get(error.refusal, error.refusal.value)) from error
