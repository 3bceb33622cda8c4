"""Tasks of the subscriptions room."""

from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.subscriptions import operations


@app.periodic(cron="* * * * *")
@app.task(name="follow_orders", queueing_lock="follow_orders")
def follow_orders(timestamp: int) -> None:
    """Each minute, begin orders and pauses whose day has come, tell people of what is done."""
    del timestamp  # when the run was due; what counts is now
    operations.follow_orders(now=clock.now())
    operations.follow_suspensions(now=clock.now())
