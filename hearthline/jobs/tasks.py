"""Where the queue looks for tasks: each module names its own."""

from hearthline.jobs import (
    access,
    billing,
    care,
    catalog,
    network_steps,
    notices,
    outages,
    payments,
    registration,
    stalled,
    subscriptions,
)

__all__ = [
    "access",
    "billing",
    "care",
    "catalog",
    "network_steps",
    "notices",
    "outages",
    "payments",
    "registration",
    "stalled",
    "subscriptions",
]
