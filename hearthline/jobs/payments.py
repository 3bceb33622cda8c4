"""Tasks of the payments room."""

from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.payments import operations


@app.periodic(cron="* * * * *")
@app.task(name="reconcile_payments", queueing_lock="reconcile_payments")
def reconcile_payments(timestamp: int) -> None:
    """Each minute, ask the gateway about what is still open."""
    del timestamp  # when the run was due; what counts is now
    operations.reconcile_payments(now=clock.now())
