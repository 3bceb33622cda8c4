"""`hearthline registration-code ACCOUNT`: a code for somebody whose contacts can't be reached."""

import click

from hearthline.customers.operations import (
    UnableToIssueRegistrationCode,
    issue_registration_code,
)
from hearthline.customers.registration_state import account_id_of_number
from hearthline.kernel import clock


@click.command("registration-code")
@click.argument("account_number", metavar="ACCOUNT")
def registration_code(account_number: str) -> None:
    """Print a one-time code with which ACCOUNT (its number) can register for online access.

    Check who asks for it first: the code is the proof. It works for 7 days and replaces an
    earlier one.
    """
    account_id = account_id_of_number(account_number)
    if account_id is None:
        raise click.ClickException(f"there is no account {account_number}")
    try:
        code = issue_registration_code(account_id=account_id, staff_user_id=None, now=clock.now())
    except UnableToIssueRegistrationCode as error:
        raise click.ClickException(str(error)) from error
    click.echo(code)
