"""Say more about an outage, end it, or take it back: everybody it reaches is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from hearthline.network.models import Outage, OutageUpdate
from hearthline.network.operations.post_outage import keep_reach, record_step
from hearthline.network.scope import OutageScope, ScopeKind, find_reached
from hearthline.notices.operations import drop_held


class ChangeRefusal(StrEnum):
    """Why an outage can't be changed."""

    UNKNOWN = "no outage has this number"
    OVER = "it is over, or was taken back"
    CHANGED = "somebody changed it meanwhile"
    ESTIMATE = "the estimate lies in the past, or before the start"


class UnableToChangeOutage(Exception):
    """Nothing was changed and nobody told; `reason` says why."""

    def __init__(self, reason: ChangeRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OutageNews:
    """What staff write to those reached; Spanish may be empty."""

    text: str
    text_es: str = ""
    cause: str = ""
    """A new cause; as it was if empty."""


def update_outage(
    *,
    number: str,
    news: OutageNews,
    estimate_at: datetime | None,
    seen_update_id: int,
    user_id: int,
    now: datetime,
) -> None:
    """Tell those reached how it goes on. Accounts that came to the node or area since join them.

    Args:
        number: which outage.
        news: what is told.
        estimate_at: when it is expected to end (maintenance: when its window ends), None: unknown.
        seen_update_id: the newest update that whoever writes had before them.
        user_id: who of the staff.
        now: when.

    Raises:
        UnableToChangeOutage: it is over, somebody else was faster, or the estimate is no good.
    """
    with transaction.atomic():
        outage = _open(number, seen_update_id, now)
        is_planned = outage.kind == Outage.Kind.MAINTENANCE
        if estimate_at is not None and estimate_at <= max(now, outage.started_at):
            raise UnableToChangeOutage(ChangeRefusal.ESTIMATE)
        if is_planned and estimate_at is None:
            raise UnableToChangeOutage(ChangeRefusal.ESTIMATE)
        outage.estimate_at = estimate_at
        if is_planned:
            outage.ended_at = estimate_at
        scope = OutageScope(_kind(outage.scope), outage.node_id, tuple(outage.lines))
        keep_reach(outage_id=outage.pk, reached=find_reached(scope))
        _change(outage, OutageUpdate.Step.UPDATED, news, user_id, now)


def end_outage(
    *, number: str, news: OutageNews, seen_update_id: int, user_id: int, now: datetime
) -> None:
    """It is over, now. Maintenance that was to come is taken back instead (`withdraw_outage`).

    Raises:
        UnableToChangeOutage: it is over already, hasn't begun, or somebody else was faster.
    """
    with transaction.atomic():
        outage = _open(number, seen_update_id, now)
        if outage.started_at > now:
            raise UnableToChangeOutage(ChangeRefusal.OVER)
        outage.ended_at = now
        _change(outage, OutageUpdate.Step.ENDED, news, user_id, now)


def withdraw_outage(
    *, number: str, news: OutageNews, seen_update_id: int, user_id: int, now: datetime
) -> None:
    """It was posted by mistake, or the work is off: it leaves the status page at once.

    Raises:
        UnableToChangeOutage: it is over already, or somebody else was faster.
    """
    with transaction.atomic():
        outage = _open(number, seen_update_id, now)
        outage.withdrawn_at = now
        _change(outage, OutageUpdate.Step.WITHDRAWN, news, user_id, now)


def _open(number: str, seen_update_id: int, now: datetime) -> Outage:
    """The outage, locked, if it is still to be changed and is as it was seen."""
    outage = Outage.objects.select_for_update(of=("self",)).filter(number=number).first()
    if outage is None:
        raise UnableToChangeOutage(ChangeRefusal.UNKNOWN)
    is_over = outage.ended_at is not None and outage.ended_at <= now
    if is_over or outage.withdrawn_at is not None:
        raise UnableToChangeOutage(ChangeRefusal.OVER)
    newest = outage.updates.order_by("-pk").values_list("pk", flat=True).first()
    if newest != seen_update_id:
        raise UnableToChangeOutage(ChangeRefusal.CHANGED)
    return outage


def _kind(scope: str) -> ScopeKind:
    return "node" if scope == "node" else "area" if scope == "area" else "list"


def _change(
    outage: Outage, step: OutageUpdate.Step, news: OutageNews, user_id: int, now: datetime
) -> None:
    outage.cause = news.cause or outage.cause
    outage.changed_at = now
    outage.save()
    # Whom quiet hours kept from hearing the last news hears only the newest.
    drop_held(about=f"outage:{outage.number}:")
    record_step(
        outage=outage,
        step=step,
        text=news.text,
        text_es=news.text_es,
        user_id=user_id,
        now=now,
    )
