"""Tasks of the catalog room."""

from procrastinate.contrib.django import app

from hearthline.catalog import operations
from hearthline.kernel import clock


@app.periodic(cron="4 * * * *")
@app.task(name="follow_plan_prices", queueing_lock="follow_plan_prices")
def follow_plan_prices(timestamp: int) -> None:
    """Each hour, because the provider's day begins at another hour than the clock's."""
    del timestamp  # when the run was due; what counts is now
    operations.follow_plan_prices(now=clock.now())
