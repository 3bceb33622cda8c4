"""Tasks of the care room."""

from procrastinate.contrib.django import app

from hearthline.care import operations
from hearthline.kernel import clock


@app.periodic(cron="23 4 * * *")
@app.task(name="tidy_tickets", queueing_lock="tidy_tickets")
def tidy_tickets(timestamp: int) -> None:
    """Each night, close what has been solved for long and remove files that belong to nothing."""
    del timestamp  # when the run was due; what counts is now
    now = clock.now()
    operations.close_solved_tickets(now=now)
    operations.sweep_attachments(now=now)
