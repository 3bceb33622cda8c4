"""`hearthline load-demo`: the demo provider, once."""

import click

from hearthline.cli.demo.loading import is_loaded, load


@click.command()
def load_demo() -> None:
    """Load Maple County Fiber with its subscribers, unless there are accounts already."""
    load_once()


def load_once() -> None:
    """Load the demo provider into a database without accounts."""
    if is_loaded():
        return
    click.echo("First start: loading the demo provider, Maple County Fiber.", err=True)
    load(_show)


def _show(text: str) -> None:
    click.echo(f"  {text}", err=True)
