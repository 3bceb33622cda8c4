"""Speed profiles and the walled garden: what we want, and having the access system hold it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from hearthline.customers.models import Account
from hearthline.kernel.queue import enqueue
from hearthline.network.adapters.access import Moved, access_system
from hearthline.network.errors import NetworkRefused, UnableToFindConnection
from hearthline.network.models import Connection


def put_access_group(*, connection_id: int, now: datetime) -> Moved:
    """Make the access system hold the group we want, and move the live session there.

    A restricted connection is put into the walled garden. Works from what is wanted now, so that
    it may run twice, late, or after the wish has changed again.

    Raises:
        UnableToFindConnection: there is none.
        NetworkUnavailable: no answer; asking again can help.
        NetworkRefused: the access system or a router won't, or nobody said which group.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise UnableToFindConnection
    group = settings.WALLED_GARDEN_GROUP if connection.is_restricted else connection.group
    if not group:
        raise NetworkRefused("the connection's plan has no access group")
    return access_system().put_group(connection.username, group, now=now)


def restrict_connections(*, account_id: int, is_restricted: bool, now: datetime) -> int:
    """Put all connections of an account into the walled garden, or let them out of it.

    Returns:
        How many changed; each has a job that tells the access system.
    """
    del now
    with transaction.atomic():
        changed = list(
            Connection.objects.select_for_update()
            .filter(account_id=account_id)
            .exclude(is_restricted=is_restricted)
            .values_list("pk", flat=True)
        )
        Connection.objects.filter(pk__in=changed).update(is_restricted=is_restricted)
        for connection_id in changed:
            enqueue("put_access_group", connection_id=connection_id)
    return len(changed)


def follow_suspensions(*, now: datetime) -> int:
    """Restrict the connections of suspended accounts, and restore those of active ones.

    Returns:
        How many connections changed.
    """
    suspended = Account.Status.SUSPENDED
    out_of_step = (
        Connection.objects.annotate(status=F("account__status"))
        .filter(
            Q(is_restricted=False, status=suspended)
            | Q(is_restricted=True, status=Account.Status.ACTIVE)
        )
        .order_by("account_id")
        .values_list("account_id", "account__status")
        .distinct()
    )
    return sum(
        restrict_connections(account_id=account_id, is_restricted=status == suspended, now=now)
        for account_id, status in out_of_step
    )
