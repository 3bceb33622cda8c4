"""What the network room does, one file per use case."""

from hearthline.network.operations.access_groups import (
    follow_suspensions,
    put_access_group,
    restrict_connections,
)
from hearthline.network.operations.asking import recent_refusals
from hearthline.network.operations.restarts import (
    RestartProgress,
    finish_restarts,
    restart_connection,
    restart_progress,
)
from hearthline.network.operations.sampling import Sampled, refresh_connection, sample_usage

__all__ = [
    "RestartProgress",
    "Sampled",
    "finish_restarts",
    "follow_suspensions",
    "put_access_group",
    "recent_refusals",
    "refresh_connection",
    "restart_connection",
    "restart_progress",
    "restrict_connections",
    "sample_usage",
]
