"""How far an import is: a bar on a terminal, plain lines elsewhere, both on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Advance = Callable[[int], None]
_OFTEN = 64 * 1024
"""Bytes between two movements of the bar: often enough for eyes, rare enough for speed."""


@contextmanager
def silent(_what: str, _size: int = 0) -> Iterator[Advance]:
    """For those who don't watch."""
    yield lambda _count: None


@contextmanager
def told(what: str, size: int = 0) -> Iterator[Advance]:
    """Say what begins, and how far it is where that has a measure.

    Args:
        what: the step, such as "Reading accounts.csv".
        size: how many bytes it has; 0 for a step without a measure.

    Yields:
        What to call with each number of bytes done.
    """
    if not sys.stderr.isatty() or not size:
        measure = f" ({_megabytes(size)})" if size else ""
        click.echo(f"{what}{measure} ...", err=True)
        yield lambda _count: None
        return
    with click.progressbar(length=size, label=what, file=sys.stderr) as bar:
        waiting = 0

        def advance(count: int) -> None:
            nonlocal waiting
            waiting += count
            if waiting >= _OFTEN:
                bar.update(waiting)
                waiting = 0

        yield advance
        bar.update(waiting)


def _megabytes(size: int) -> str:
    megabyte = 1_000_000
    return f"{size / megabyte:,.1f} MB" if size >= megabyte else f"{size / 1000:,.1f} kB"
