"""Tables of the network room, by what they are about."""

from hearthline.network.models.access import (
    AccessSession,
    Restart,
    SamplingCursor,
    SimulatedEvent,
    UsageHour,
)
from hearthline.network.models.lines import (
    Connection,
    Node,
    PhoneLine,
    TvService,
)
from hearthline.network.models.outages import (
    Outage,
    OutagePlace,
    OutageReach,
    OutageTelling,
    OutageUpdate,
)
from hearthline.network.models.provisioning import (
    NetworkDifference,
    ProvisioningStep,
    ProvisioningTry,
)

__all__ = [
    "AccessSession",
    "Connection",
    "NetworkDifference",
    "Node",
    "Outage",
    "OutagePlace",
    "OutageReach",
    "OutageTelling",
    "OutageUpdate",
    "PhoneLine",
    "ProvisioningStep",
    "ProvisioningTry",
    "Restart",
    "SamplingCursor",
    "SimulatedEvent",
    "TvService",
    "UsageHour",
]
