"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import notices, payments, registration

__all__ = ["notices", "payments", "registration"]
