"""Compare what the network has with what we believe, and make steps for what differs.

Only lines that nothing is under way for are compared, and only with what was read after their last
step ended; so a change that is just happening is no difference.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from hearthline.kernel.sql import run, select
from hearthline.network.adapters.tv import tv_system
from hearthline.network.adapters.voice import LineSettings, voice_system
from hearthline.network.errors import UnableToAskNetwork
from hearthline.network.models import NetworkDifference, PhoneLine, ProvisioningStep, TvService
from hearthline.network.operations.access_groups import groups_that_differ
from hearthline.network.operations.want import want
from hearthline.network.wanted import settings_wanted

log = structlog.get_logger(__name__)
Kind = ProvisioningStep.Kind

MOST_REPAIRS = 500
"""In one run, for each system: a system that lost everything is filled again in several."""
_BATCH = 1000
_SQL = Path(__file__).parents[1] / "sql"


def reconcile_tv(*, now: datetime, most: int = MOST_REPAIRS) -> int:
    """Compare the TV system's full export with every account's entitlements.

    Args:
        now: when the comparing began.
        most: how many differences are repaired at most; the next run goes on.

    Returns:
        How many differences were found and are being repaired.

    Raises:
        UnableToAskNetwork: the TV system didn't give all; nothing was compared.
    """
    system = tv_system()
    exported = [
        (entry.subscriber, entry.revision, json.dumps(list(entry.channels)))
        for entry in system.export()
    ]
    with transaction.atomic():
        run(_SQL / "begin_tv_export.sql", {})
        with connection.cursor() as cursor:
            for batch in _batches(exported):
                cursor.executemany("INSERT INTO tv_export VALUES (%s, %s, %s)", batch)
        found = run(_SQL / "find_tv_differences.sql", {"before": now, "most": most})
        for row in found:
            # A revision of its own, above whatever is there: the last one may be refused as known.
            TvService.objects.filter(pk=row["subject_id"]).update(
                revision=max(row["revision"], row["found_revision"]) + 1
            )
            _repair(Kind.TV_ENTITLEMENTS, row, now)
    _tell(Kind.TV_ENTITLEMENTS, len(found), most)
    return len(found)


def reconcile_voice(*, now: datetime, most: int = MOST_REPAIRS) -> int:
    """Compare the telephone system's settings of every line with what we want; as `reconcile_tv`.

    Raises:
        UnableToAskNetwork: the telephone system stopped answering; what was found before stays.
    """
    system = voice_system()
    repaired = 0
    for lines in _batches(_lines()):
        has = system.settings_of([line.number for line in lines])
        different = [line for line in lines if not _is_as_wanted(line, has.get(line.number))]
        with transaction.atomic():
            quiet = _without_steps([line.pk for line in different], now)
            for line in different:
                if line.pk in quiet and repaired < most:
                    _repair_voice(line, has.get(line.number), now)
                    repaired += 1
        if repaired >= most:
            break
    _tell(Kind.VOICE_SETTINGS, repaired, most)
    return repaired


def reconcile_network(*, now: datetime) -> None:
    """Compare every system; one that doesn't answer doesn't keep the others from it."""
    for compare in (reconcile_tv, reconcile_voice, _reconcile_access):
        try:
            compare(now=now)
        except (UnableToAskNetwork, ImproperlyConfigured) as error:
            log.warning("not compared", system=compare.__name__, reason=str(error))


def _reconcile_access(*, now: datetime) -> int:
    """Compare the access system's groups with what we want of every connection."""
    found = groups_that_differ(now=now, most=MOST_REPAIRS)
    with transaction.atomic():
        quiet = _without_steps([row["subject_id"] for row in found], now, Kind.ACCESS_GROUP)
        for row in found:
            if row["subject_id"] in quiet:
                _repair(Kind.ACCESS_GROUP, row, now)
    _tell(Kind.ACCESS_GROUP, len(found), MOST_REPAIRS)
    return len(found)


# -- Phone -----------------------------------------------------------------------------------------


def _lines() -> Iterator[PhoneLine]:
    """Lines in service, and those that ended without another having the number now."""
    others = select(
        """SELECT id FROM network_phoneline AS line
            WHERE ended_at IS NULL
               OR NOT EXISTS (SELECT 1 FROM network_phoneline AS other
                               WHERE other.number = line.number AND other.id <> line.id
                                 AND (other.ended_at IS NULL OR other.revision > line.revision))
            ORDER BY id"""
    )
    for ids in _batches(row["id"] for row in others):
        yield from PhoneLine.objects.filter(pk__in=ids).order_by("pk")


def _is_as_wanted(line: PhoneLine, has: LineSettings | None) -> bool:
    if has is None:  # a number that it never heard of isn't in service either
        return line.ended_at is not None
    return has == settings_wanted(line)


def _repair_voice(line: PhoneLine, has: LineSettings | None, now: datetime) -> None:
    PhoneLine.objects.filter(pk=line.pk, revision=line.revision).update(
        revision=max(line.revision, has.revision if has else 0) + 1
    )
    row = {
        "account_id": line.account_id,
        "subject_id": line.pk,
        "wanted": _words_of(settings_wanted(line)),
        "found": _words_of(has),
    }
    _repair(Kind.VOICE_SETTINGS, row, now)


def _words_of(settings: LineSettings | None) -> str:
    """Settings in a few words that are the same in every language, for staff."""
    if settings is None:
        return "-"
    if not settings.is_in_service:
        return "not in service"
    words = ["in service"]
    if settings.has_voicemail:
        words.append("voicemail")
    if settings.blocks_anonymous:
        words.append("blocks anonymous")
    if settings.forwarding != "off":
        words.append(f"forwards {settings.forwarding}")
    return ", ".join(words)


# -- Both ------------------------------------------------------------------------------------------


def _without_steps(subject_ids: list[int], before: datetime, kind: str = "voice") -> set[int]:
    """Those that nothing is under way for and nothing has ended for since."""
    kinds = [Kind.VOICE_SETTINGS, Kind.VOICE_LINE] if kind == "voice" else [kind]
    busy = ProvisioningStep.objects.filter(subject_id__in=subject_ids, kind__in=kinds).exclude(
        state__in=["done", "failed"], finished_at__lt=before
    )
    return set(subject_ids) - set(busy.values_list("subject_id", flat=True))


def _repair(kind: str, row: dict[str, Any], now: datetime) -> None:
    step_id = want(
        account_id=row["account_id"],
        kind=kind,
        subject_id=row["subject_id"],
        reference=f"reconcile:{now:%Y-%m-%d}",
        now=now,
    )
    NetworkDifference.objects.create(
        account_id=row["account_id"],
        kind=kind,
        subject_id=row["subject_id"],
        wanted=row["wanted"][:500],
        found=row["found"][:500],
        found_at=now,
        step_id=step_id,
    )


def _tell(kind: str, found: int, most: int) -> None:
    if found:
        log.warning("network differs", kind=kind, repaired=found, more=found >= most)


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(things)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
