"""How far something long is, for whoever waits at a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def watched(label: str, what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a plain line each time elsewhere; both on standard error.

    Args:
        label: what is going on.
        what: what is counted, in the plural.
    """
    if not sys.stderr.isatty():
        yield lambda done, of: click.echo(f"{label}: {done:,} of {of:,} {what}", err=True)
        return
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def move(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        yield move
