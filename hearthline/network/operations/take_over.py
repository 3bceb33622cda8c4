"""Take over the connections that a provider has already, some hundreds at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearthline.network.models import Connection, Node


@dataclass(frozen=True, slots=True)
class ExistingConnection:
    """A connection as the provider has it; its node by code and name, both empty if not known."""

    account_id: int
    service_identifier: str
    username: str
    group: str
    node_code: str
    node_name: str
    since_at: datetime


def take_over_connections(*, connections: Collection[ExistingConnection]) -> int:
    """Keep connections that aren't known yet; nothing is told to the access system.

    Returns:
        How many were new. Known ones (by username) stay as they are.
    """
    with transaction.atomic():
        names = {one.node_code: one.node_name for one in connections if one.node_code}
        Node.objects.bulk_create(
            [Node(code=code, name=name) for code, name in names.items()], ignore_conflicts=True
        )
        nodes = dict(Node.objects.filter(code__in=names).values_list("code", "pk"))
        before = Connection.objects.count()
        Connection.objects.bulk_create(
            [
                Connection(
                    account_id=one.account_id,
                    service_identifier=one.service_identifier,
                    username=one.username,
                    group=one.group,
                    node_id=nodes.get(one.node_code),
                    created_at=one.since_at,
                )
                for one in connections
            ],
            ignore_conflicts=True,
        )
        return Connection.objects.count() - before
