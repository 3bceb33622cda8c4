"""What pages and other rooms ask about the network."""

from hearthline.network.queries.outages import (
    OutageLine,
    Place,
    StatusNow,
    UpdateLine,
    outage_of,
    outages_at,
    status_now,
)
from hearthline.network.queries.staff_outages import (
    ReachPreview,
    StaffOutage,
    all_outages,
    nodes,
    preview_reach,
    staff_outage,
)

__all__ = [
    "OutageLine",
    "Place",
    "ReachPreview",
    "StaffOutage",
    "StatusNow",
    "UpdateLine",
    "all_outages",
    "nodes",
    "outage_of",
    "outages_at",
    "preview_reach",
    "staff_outage",
    "status_now",
]
