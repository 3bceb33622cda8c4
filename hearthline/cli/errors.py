"""What went wrong, as one sentence that helps; the whole story with `--debug`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click


class UnableToRun(Exception):
    """Hearthline can't run as it was asked to; the message says what to do."""


@contextmanager
def in_one_sentence(*, debug: bool) -> Iterator[None]:
    """Print an error as a sentence and leave with 1. What click raises is click's business."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if debug:
            raise
        click.echo(f"hearthline: {_sentence(error)}", err=True)
        sys.exit(1)


def _sentence(error: Exception) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    said = str(error).strip()
    first = said.splitlines()[0] if said else "no reason given"
    ours = any(kind.startswith("UnableTo") for kind in kinds)
    if ours or kinds & {"ImproperlyConfigured", "EnvError"}:
        return said
    # Of Django, psycopg and the queue, none of which this must import.
    if kinds & {"OperationalError", "ConnectorException"}:
        return (
            f"The database does not answer ({first}). Is its server running, and may this user "
            "connect?"
        )
    if "ImportError" in kinds:
        return (
            f"A part of Hearthline or of what it needs is missing ({said}). Try `make run` again."
        )
    return f"{type(error).__name__}: {first} (`hearthline --debug …` shows where)"
