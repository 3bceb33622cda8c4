"""Tables of the network room, by what they are about."""

from hearthline.network.models.lines import Connection, Node, PhoneLine, TvService
from hearthline.network.models.outages import (
    Outage,
    OutagePlace,
    OutageReach,
    OutageTelling,
    OutageUpdate,
)

__all__ = [
    "Connection",
    "Node",
    "Outage",
    "OutagePlace",
    "OutageReach",
    "OutageTelling",
    "OutageUpdate",
    "PhoneLine",
    "TvService",
]
