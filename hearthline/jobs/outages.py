"""Tasks about outages and maintenance."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.network import operations


@app.task(name="tell_outage", retry=RetryStrategy(max_attempts=5, wait=5))
def tell_outage(update_id: int) -> None:
    """Queue the messages about one update of an outage."""
    operations.tell_outage(update_id=update_id, now=clock.now())
