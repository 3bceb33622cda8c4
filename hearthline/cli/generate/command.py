"""`hearthline generate`: fill an empty database with a provider of any size."""

import time
from datetime import datetime

import click

from hearthline.cli.generate.provider import Provider, generate
from hearthline.kernel import clock


@click.command("generate")
@click.option("--accounts", type=click.IntRange(1), required=True, help="How many.")
@click.option(
    "--months",
    type=click.IntRange(1, 120),
    default=13,
    show_default=True,
    help="How many months of bills each account has at most.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="Another number, another provider; the same one, the same.",
)
@click.option(
    "--until",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    metavar="D",
    help="The last day, as 2026-04-01. Today if left out.",
)
@click.option(
    "--billing-day",
    type=click.IntRange(1, 28),
    help="Everybody's. Spread over 1 to 28 if left out.",
)
def generate_command(
    accounts: int, months: int, seed: int, until: datetime | None, billing_day: int | None
) -> None:
    """Make up a provider: accounts, services, discounts, usage, payments and their bills.

    Only into a database without accounts and plans. Everything is made up; nobody can sign in until
    they register (`hearthline registration-code`).
    """
    begun = time.monotonic()
    today = clock.provider_date(clock.now())
    made = generate(
        Provider(
            accounts=accounts,
            months=months,
            seed=seed,
            until=until.date() if until else today,
            billing_day=billing_day,
        ),
        today=today,
        progress=lambda said: click.echo(f"{time.monotonic() - begun:7.0f} s  {said}", err=True),
    )
    click.echo(f"{accounts:,} accounts, {made:,} bills.")
