"""Tasks about connections: sampling, restarts, suspended accounts."""

from procrastinate.contrib.django import app

from hearthline.billing.arrangements import arranged_accounts
from hearthline.kernel import clock
from hearthline.network import operations


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
    """Each minute, restrict what belongs to suspended accounts and restore the rest.

    Nothing is restricted while an arrangement is kept.
    """
    del timestamp
    operations.follow_suspensions(now=clock.now(), spared=arranged_accounts())
