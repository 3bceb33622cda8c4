"""Speed profiles and the walled garden: what we want, and having the access system hold it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from hearthline.customers.models import Account
from hearthline.network.adapters.access import Moved, access_system
from hearthline.network.errors import NetworkRefused, UnableToFindConnection
from hearthline.network.models import Connection, ProvisioningStep
from hearthline.network.operations.want import want

_BATCH = 1000


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
    group = _wanted(connection)
    if not group:
        raise NetworkRefused("the connection's plan has no access group")
    return access_system().put_group(connection.username, group, now=now)


def _wanted(connection: Connection) -> str:
    """A restricted connection's group is the walled garden, another's its plan's."""
    return settings.WALLED_GARDEN_GROUP if connection.is_restricted else connection.group


def groups_that_differ(*, now: datetime, most: int) -> list[dict[str, Any]]:
    """Connections whose group in the access system isn't the one we want.

    Args:
        now: when the comparing began.
        most: how many are answered at most.

    Returns:
        `account_id`, `subject_id` (the connection), `wanted` and `found` of each.

    Raises:
        UnableToAskNetwork: the access system stopped answering.
    """
    del now
    system = access_system()
    found: list[dict[str, Any]] = []
    known = Connection.objects.exclude(group="", is_restricted=False).order_by("pk")
    after = 0
    while batch := list(known.filter(pk__gt=after)[:_BATCH]):
        after = batch[-1].pk
        has = system.groups([connection.username for connection in batch])
        for connection in batch:
            wanted = _wanted(connection)
            groups = has.get(connection.username, ())
            if groups != (wanted,):
                found.append(
                    {
                        "account_id": connection.account_id,
                        "subject_id": connection.pk,
                        "wanted": wanted,
                        "found": ", ".join(groups) or "-",
                    }
                )
        if len(found) >= most:
            break
    return found[:most]


def restrict_connections(*, account_id: int, is_restricted: bool, now: datetime) -> int:
    """Put all connections of an account into the walled garden, or let them out of it.

    Returns:
        How many changed; each has a step that tells the access system.
    """
    with transaction.atomic():
        changed = list(
            Connection.objects.select_for_update()
            .filter(account_id=account_id, ended_at__isnull=True)
            .exclude(is_restricted=is_restricted)
            .order_by("pk")
        )
        for connection in changed:
            connection.is_restricted = is_restricted
            connection.save(update_fields=["is_restricted"])
            want(
                account_id=account_id,
                kind=ProvisioningStep.Kind.ACCESS_GROUP,
                subject_id=connection.pk,
                reference=f"{'restrict' if is_restricted else 'restore'}:{connection.pk}",
                now=now,
            )
    return len(changed)


def follow_suspensions(*, now: datetime, spared: Collection[int] = ()) -> int:
    """Restrict the connections of suspended accounts, and restore those of active ones.

    Args:
        now: the time.
        spared: accounts of which nothing more is restricted now: they keep an arrangement.

    Returns:
        How many connections changed.
    """
    suspended = Account.Status.SUSPENDED
    out_of_step = (
        Connection.objects.annotate(status=F("account__status"))
        .filter(
            Q(is_restricted=False, status=suspended) & ~Q(account_id__in=list(spared))
            | Q(is_restricted=True, status=Account.Status.ACTIVE),
            ended_at__isnull=True,
        )
        .order_by("account_id")
        .values_list("account_id", "account__status")
        .distinct()
    )
    return sum(
        restrict_connections(account_id=account_id, is_restricted=status == suspended, now=now)
        for account_id, status in out_of_step
    )
