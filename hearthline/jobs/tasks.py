"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import billing, notices, outages, payments, registration, stalled

__all__ = ["billing", "notices", "outages", "payments", "registration", "stalled"]
