"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import (
    billing,
    network_steps,
    notices,
    payments,
    registration,
    stalled,
    subscriptions,
)

__all__ = [
    "billing",
    "network_steps",
    "notices",
    "payments",
    "registration",
    "stalled",
    "subscriptions",
]
