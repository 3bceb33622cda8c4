"""`hearthline load-demo`: the demo provider, once."""

import sys
from importlib import import_module
from importlib.util import find_spec

import click


@click.command()
def load_demo() -> None:
    """Load Maple County Fiber with its subscribers, unless it is there already."""
    load_once()


def load_once() -> None:
    """Load the demo provider into a database that hasn't got it."""
    if find_spec("hearthline.cli.demo.load") is None:
        click.echo("The demo provider is not part of this installation: starting without data.")
        return
    demo = import_module("hearthline.cli.demo")
    if demo.is_loaded():
        return
    click.echo("First start: loading the demo provider, Maple County Fiber.")
    demo.load(_show)


def _show(text: str) -> None:
    click.echo(f"  {text}")
    sys.stdout.flush()
