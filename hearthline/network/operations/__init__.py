"""What the network room does, one file per use case."""

from hearthline.network.errors import UnableToFindConnection, UnableToRestart
from hearthline.network.operations.access_groups import (
    follow_suspensions,
    put_access_group,
    restrict_connections,
)
from hearthline.network.operations.asking import recent_refusals
from hearthline.network.operations.restarts import (
    MAY_RESTART,
    RestartProgress,
    finish_restarts,
    restart_connection,
    restart_progress,
)
from hearthline.network.operations.sampling import Sampled, refresh_connection, sample_usage
from hearthline.network.operations.take_over import ExistingConnection, take_over_connections

__all__ = [
    "MAY_RESTART",
    "ExistingConnection",
    "RestartProgress",
    "Sampled",
    "UnableToFindConnection",
    "UnableToRestart",
    "finish_restarts",
    "follow_suspensions",
    "put_access_group",
    "recent_refusals",
    "refresh_connection",
    "restart_connection",
    "restart_progress",
    "restrict_connections",
    "sample_usage",
    "take_over_connections",
]
