"""`hearthline worker`: works through the queue until it is told to stop."""

import click
from procrastinate.contrib.django import app

_GRACE_S = 5.0
"""How long a running job may go on after a request to stop; it is tried again later."""
_JOBS_AT_ONCE = 4
"""One that waits for another company's server must not hold back one that somebody waits for."""


@click.command()
@click.option(
    "--jobs",
    default=_JOBS_AT_ONCE,
    show_default=True,
    type=click.IntRange(1, 32),
    help="How many jobs to work on at once.",
)
def worker(*, jobs: int) -> None:
    """Work through the queue: messages, payments that hang, the daily jobs."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(name="worker", concurrency=jobs, shutdown_graceful_timeout=_GRACE_S)
