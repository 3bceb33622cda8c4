"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import billing, care, notices, payments, registration, stalled

__all__ = ["billing", "care", "notices", "payments", "registration", "stalled"]
