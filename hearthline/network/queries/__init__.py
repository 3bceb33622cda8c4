"""What pages and other rooms ask about the network."""

from hearthline.network.queries.connections import (
    ConnectionLine,
    ConnectionNow,
    connection_now,
    connection_of,
    connections_of,
)
from hearthline.network.queries.sessions import (
    Drop,
    RestartLine,
    SessionLine,
    drops_between,
    restarts_of,
    sessions_between,
    waiting_restart,
)
from hearthline.network.queries.usage import DayUsage, MonthUsage, first_month_of, usage_of_month

__all__ = [
    "ConnectionLine",
    "ConnectionNow",
    "DayUsage",
    "Drop",
    "MonthUsage",
    "RestartLine",
    "SessionLine",
    "connection_now",
    "connection_of",
    "connections_of",
    "drops_between",
    "first_month_of",
    "restarts_of",
    "sessions_between",
    "usage_of_month",
    "waiting_restart",
]
