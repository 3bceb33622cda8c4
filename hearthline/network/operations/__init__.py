"""Writes of the network room, one file per use case."""

from hearthline.network.operations.change_outage import (
    ChangeRefusal,
    OutageNews,
    UnableToChangeOutage,
    end_outage,
    update_outage,
    withdraw_outage,
)
from hearthline.network.operations.post_outage import (
    OutageDraft,
    OutageRefusal,
    UnableToPostOutage,
    check_draft,
    post_outage,
)
from hearthline.network.operations.tell_outage import tell_outage

__all__ = [
    "ChangeRefusal",
    "OutageDraft",
    "OutageNews",
    "OutageRefusal",
    "UnableToChangeOutage",
    "UnableToPostOutage",
    "check_draft",
    "end_outage",
    "post_outage",
    "tell_outage",
    "update_outage",
    "withdraw_outage",
]
