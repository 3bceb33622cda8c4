"""Questions that only the access system itself can answer."""

from datetime import datetime

from hearthline.network.adapters.access import Refusal, access_system
from hearthline.network.errors import UnableToFindConnection
from hearthline.network.models import Connection


def recent_refusals(*, connection_id: int, since: datetime, now: datetime) -> tuple[Refusal, ...]:
    """When somebody with this connection's name was turned away, newest first, at most a hundred.

    Raises:
        UnableToFindConnection: there is none.
        UnableToAskNetwork: no answer, and so it isn't known.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise UnableToFindConnection
    return access_system().refusals_of(connection.username, since=since, now=now)
