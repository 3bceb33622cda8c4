"""`hearthline load-articles`: the help articles that come with Hearthline."""

import click

from hearthline.care.operations import load_articles as load
from hearthline.kernel import clock


@click.command("load-articles")
def load_articles() -> None:
    """Write the help articles that come with Hearthline, and bring them up to date.

    Articles that staff have changed are left alone.
    """
    new, changed, left = load(now=clock.now())
    click.echo(
        f"{new} new articles, {changed} brought up to date, {left} left as staff wrote them."
    )
