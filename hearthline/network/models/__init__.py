"""Tables of the network room, by what they are about."""

from hearthline.network.models.lines import Connection, Node, PhoneLine, TvService
from hearthline.network.models.provisioning import (
    NetworkDifference,
    ProvisioningStep,
    ProvisioningTry,
)

__all__ = [
    "Connection",
    "NetworkDifference",
    "Node",
    "PhoneLine",
    "ProvisioningStep",
    "ProvisioningTry",
    "TvService",
]
