"""`hearthline prepare`: what `hearthline run` needs before it serves, in one process."""

import click
from django.conf import settings

from hearthline.cli.demo.sign_ins import sign_ins
from hearthline.cli.load_demo import load_once
from hearthline.cli.migrate import bring_up_to_date


@click.command()
def prepare() -> None:
    """Bring everything up to date and, in the demo, load it once and print who can sign in."""
    bring_up_to_date(verbosity=0)
    if settings.DEMO:
        load_once()
        click.echo("\n".join(sign_ins()))
