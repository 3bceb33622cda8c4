"""Tables of the network room, by what they are about."""

from hearthline.network.models.access import (
    AccessSession,
    Restart,
    SamplingCursor,
    SimulatedEvent,
    UsageHour,
)
from hearthline.network.models.lines import Connection, Node, PhoneLine, TvService

__all__ = [
    "AccessSession",
    "Connection",
    "Node",
    "PhoneLine",
    "Restart",
    "SamplingCursor",
    "SimulatedEvent",
    "TvService",
    "UsageHour",
]
