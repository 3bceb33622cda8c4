"""Tasks about connections: sampling, restarts, suspended accounts, groups."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.network import operations
from hearthline.network.errors import NetworkUnavailable

# 2 s, 4 s, 8 s … a little more than half an hour in all: routers restart, networks are mended.
_BACKOFF = RetryStrategy(max_attempts=10, exponential_wait=2, retry_exceptions=[NetworkUnavailable])


@app.periodic(cron="* * * * *")
@app.task(name="sample_usage", queueing_lock="sample_usage")
def sample_usage(timestamp: int) -> None:
    """Each minute, take over from the access system what changed."""
    del timestamp  # when the run was due; what counts is now
    operations.sample_usage(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="finish_restarts", queueing_lock="finish_restarts")
def finish_restarts(timestamp: int) -> None:
    """Each minute, move on the restarts that nobody watches."""
    del timestamp
    operations.finish_restarts(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="follow_suspensions", queueing_lock="follow_suspensions")
def follow_suspensions(timestamp: int) -> None:
    """Each minute, restrict what belongs to suspended accounts and restore the rest."""
    del timestamp
    operations.follow_suspensions(now=clock.now())


@app.task(name="put_access_group", retry=_BACKOFF)
def put_access_group(connection_id: int) -> None:
    """Make the access system hold a connection's group."""
    operations.put_access_group(connection_id=connection_id, now=clock.now())
