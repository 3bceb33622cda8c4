"""Tasks of the subscriptions room."""

from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.subscriptions import operations


@app.periodic(cron="* * * * *")
@app.task(name="follow_orders", queueing_lock="follow_orders")
def follow_orders(timestamp: int) -> None:
    """Each minute, begin the orders whose day has come and tell people of those that are done."""
    del timestamp  # when the run was due; what counts is now
    operations.follow_orders(now=clock.now())
