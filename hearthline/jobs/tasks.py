"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import billing, notices, payments, registration, stalled, subscriptions

__all__ = ["billing", "notices", "payments", "registration", "stalled", "subscriptions"]
