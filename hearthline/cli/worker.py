"""`hearthline worker`: works through the queue until it is told to stop."""

import click
from procrastinate.contrib.django import app

_GRACE_S = 5.0
"""How long a running job may go on after a request to stop; it is tried again later."""


@click.command()
def worker() -> None:
    """Work through the queue: messages, payments that hang, the daily jobs."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(name="worker", shutdown_graceful_timeout=_GRACE_S)
