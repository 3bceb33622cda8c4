"""Tasks of the notices room."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.notices import operations

# 3 s, 9 s, 27 s … about 8 hours in all: a mail server may be down for a morning. A few more than
# the message has: meeting another worker, perhaps a dead one, is no attempt.
_BACKOFF = RetryStrategy(
    max_attempts=operations.MAX_ATTEMPTS + 5,
    exponential_wait=3,
    retry_exceptions=[operations.UnableToDeliverYet],
)


@app.task(name="deliver_message", retry=_BACKOFF)
def deliver_message(message_id: int) -> None:
    """Hand one message to its channel's server."""
    operations.deliver_message(message_id=message_id, now=clock.now())


# What many are told stands behind whatever one person waits for: a code, an order, a step.
@app.task(name="deliver_messages", retry=_BACKOFF, priority=-10)
def deliver_messages(message_ids: list[int]) -> None:
    """Hand several messages to their channels' servers."""
    operations.deliver_messages(message_ids=message_ids, now=clock.now())
