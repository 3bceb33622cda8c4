"""What an account has, told to the network: orders call these when they take effect.

Each runs in the caller's transaction, changes what is wanted only where it differs, and answers
the step that makes it so, or None where the network has it already.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hearthline.customers.models import Account
from hearthline.network.models import Connection, PhoneLine, ProvisioningStep, TvService
from hearthline.network.operations.want import want

Kind = ProvisioningStep.Kind


class UnableToEnsureLine(Exception):
    """The number or the name is in use on another account."""


# -- Internet --------------------------------------------------------------------------------------


def ensure_connection(
    *, account_id: int, service_identifier: str, group: str, reference: str, now: datetime
) -> int | None:
    """Have a connection with a speed profile; it begins to exist with its first one.

    Args:
        account_id: whose.
        service_identifier: as the subscription has it.
        group: the access system's speed profile (`Plan.access_group`).
        reference: what the step belongs to.
        now: when.

    Raises:
        UnableToEnsureLine: another account's connection signs in by this name.
    """
    _lock(account_id)
    connection = Connection.objects.filter(
        account_id=account_id, service_identifier=service_identifier
    ).first()
    if connection is None:
        username = service_identifier.lower()
        if Connection.objects.filter(username=username).exists():
            raise UnableToEnsureLine("another connection signs in by this name")
        connection = Connection(
            account_id=account_id,
            service_identifier=service_identifier,
            username=username,
            created_at=now,
        )
    elif connection.group == group and connection.ended_at is None:
        return None
    if connection.ended_at is not None:
        connection.ended_at = None
        connection.is_restricted = False
    connection.group = group
    connection.save()
    return _want(account_id, Kind.ACCESS_GROUP, connection.pk, reference, now)


def end_connection(
    *, account_id: int, service_identifier: str, reference: str, now: datetime
) -> int | None:
    """End a connection: it stays in the walled garden, from where only the pay page is reached."""
    _lock(account_id)
    connection = Connection.objects.filter(
        account_id=account_id, service_identifier=service_identifier, ended_at__isnull=True
    ).first()
    if connection is None:
        return None
    connection.group = ""
    connection.is_restricted = True
    connection.ended_at = now
    connection.save(update_fields=["group", "is_restricted", "ended_at"])
    return _want(account_id, Kind.ACCESS_GROUP, connection.pk, reference, now)


# -- TV --------------------------------------------------------------------------------------------


def ensure_tv(
    *, account_id: int, channels: Collection[str], reference: str, now: datetime
) -> int | None:
    """Have a TV service with these channels, which replace those before.

    Args:
        account_id: whose; there is one TV service an account.
        channels: codes, in any order.
        reference: what the step belongs to.
        now: when.
    """
    _lock(account_id)
    TvService.objects.get_or_create(
        account_id=account_id,
        defaults={"subscriber": secrets.token_urlsafe(24), "created_at": now},
    )
    return set_tv_channels(account_id=account_id, channels=channels, reference=reference, now=now)


def set_tv_channels(
    *, account_id: int, channels: Collection[str], reference: str, now: datetime
) -> int | None:
    """Have an account entitled to exactly these channels; none at all ends its TV service.

    An account without a TV service gets one, unless there is nothing to entitle it to.
    """
    _lock(account_id)
    wanted = sorted(set(channels))
    service = TvService.objects.select_for_update().filter(account_id=account_id).first()
    if service is None:
        if not wanted:
            return None
        return ensure_tv(account_id=account_id, channels=wanted, reference=reference, now=now)
    if service.channels == wanted and service.revision:
        return None
    service.channels = wanted
    service.revision += 1
    service.save(update_fields=["channels", "revision"])
    return _want(account_id, Kind.TV_ENTITLEMENTS, service.pk, reference, now)


def resend_tv(*, account_id: int, reference: str, now: datetime) -> int | None:
    """Have the TV system told once more what an account is entitled to, whatever it has."""
    with transaction.atomic():
        _lock(account_id)
        service = TvService.objects.select_for_update().filter(account_id=account_id).first()
        if service is None:
            return None
        # Under a new revision, as the last one may only be answered from memory.
        service.revision += 1
        service.save(update_fields=["revision"])
        return _want(account_id, Kind.TV_ENTITLEMENTS, service.pk, reference, now)


# -- Phone -----------------------------------------------------------------------------------------


def ensure_phone_line(
    *, account_id: int, service_identifier: str, number: str, reference: str, now: datetime
) -> int | None:
    """Have a phone line in service.

    Args:
        account_id: whose.
        service_identifier: as the subscription has it.
        number: E.164.
        reference: what the step belongs to.
        now: when.

    Raises:
        UnableToEnsureLine: the number is in use on another line.
    """
    _lock(account_id)
    in_use = PhoneLine.objects.filter(number=number, ended_at__isnull=True).first()
    if in_use is not None:
        if (in_use.account_id, in_use.service_identifier) != (account_id, service_identifier):
            raise UnableToEnsureLine("the number is in use on another line")
        return None
    newest = PhoneLine.objects.filter(number=number).order_by("-revision").first()
    line = PhoneLine.objects.create(
        account_id=account_id,
        service_identifier=service_identifier,
        number=number,
        revision=newest.revision + 1 if newest else 1,
        created_at=now,
    )
    return _want(account_id, Kind.VOICE_LINE, line.pk, reference, now)


def end_phone_line(
    *, account_id: int, service_identifier: str, reference: str, now: datetime
) -> int | None:
    """End a phone line: calls no longer reach its number, and nobody can register it."""
    _lock(account_id)
    line = (
        PhoneLine.objects.select_for_update()
        .filter(account_id=account_id, service_identifier=service_identifier, ended_at__isnull=True)
        .first()
    )
    if line is None:
        return None
    line.ended_at = now
    line.revision += 1
    line.save(update_fields=["ended_at", "revision"])
    return _want(account_id, Kind.VOICE_LINE, line.pk, reference, now)


def _lock(account_id: int) -> None:
    Account.objects.select_for_update(no_key=True).get(pk=account_id)


def _want(account_id: int, kind: str, subject_id: int, reference: str, now: datetime) -> int:
    return want(
        account_id=account_id, kind=kind, subject_id=subject_id, reference=reference, now=now
    )
