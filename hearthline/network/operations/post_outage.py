"""Post an outage or planned maintenance: everybody it reaches is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.db import IntegrityError, connection, transaction

from hearthline.kernel.numbers import number_in_series
from hearthline.kernel.queue import enqueue
from hearthline.kernel.sql import run
from hearthline.network.models import Outage, OutageTelling, OutageUpdate
from hearthline.network.scope import OutageScope, Reached, find_reached

SQL = Path(__file__).parents[1] / "sql"


class OutageRefusal(StrEnum):
    """Why an outage can't be posted."""

    UNKNOWN_LINES = "some lines name nobody"
    NOBODY = "it reaches nobody"
    WINDOW = "maintenance ends after it starts, and not in the past"
    STARTS_LATER = "an outage has begun; what is to come is maintenance"


class UnableToPostOutage(Exception):
    """Nothing was posted; `reason` says why, `lines` which ones name nobody."""

    def __init__(self, reason: OutageRefusal, lines: tuple[str, ...] = ()) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.lines = lines


@dataclass(frozen=True, slots=True)
class OutageDraft:
    """What staff write about an outage; Spanish may be empty, then English stands for it."""

    kind: str
    title: str
    text: str
    scope: OutageScope
    started_at: datetime
    estimate_at: datetime | None = None
    cause: str = Outage.Cause.UNKNOWN
    title_es: str = ""
    text_es: str = ""


def post_outage(
    *, draft: OutageDraft, user_id: int | None, idempotency_key: str, now: datetime
) -> str:
    """Post it: the status page has it at once, and a job tells everybody it reaches.

    Args:
        draft: what is posted. For maintenance `estimate_at` is when its window ends.
        user_id: who of the staff.
        idempotency_key: the form's; the same form posts one outage, however often it is sent.
        now: when.

    Returns:
        The outage's number.

    Raises:
        UnableToPostOutage: it reaches nobody, or its times make no sense.
    """
    posted = Outage.objects.filter(idempotency_key=idempotency_key).first()
    if posted is not None:
        return posted.number
    reached = check_draft(draft=draft, now=now)
    try:
        with transaction.atomic():
            outage = _keep(draft, idempotency_key, now)
            keep_reach(outage_id=outage.pk, reached=reached)
            record_step(
                outage=outage,
                step=OutageUpdate.Step.POSTED,
                text=draft.text,
                text_es=draft.text_es,
                user_id=user_id,
                now=now,
            )
    except IntegrityError:
        posted = Outage.objects.filter(idempotency_key=idempotency_key).first()
        if posted is None:
            raise
        return posted.number
    return outage.number


def check_draft(*, draft: OutageDraft, now: datetime) -> Reached:
    """Whom a draft reaches.

    Raises:
        UnableToPostOutage: it can't be posted as it is.
    """
    if draft.kind == Outage.Kind.MAINTENANCE:
        end = draft.estimate_at
        if end is None or end <= draft.started_at or end <= now:
            raise UnableToPostOutage(OutageRefusal.WINDOW)
    elif draft.started_at > now:
        raise UnableToPostOutage(OutageRefusal.STARTS_LATER)
    reached = find_reached(draft.scope)
    if reached.unknown:
        raise UnableToPostOutage(OutageRefusal.UNKNOWN_LINES, tuple(reached.unknown))
    if not reached.account_ids:
        raise UnableToPostOutage(OutageRefusal.NOBODY)
    return reached


def _keep(draft: OutageDraft, idempotency_key: str, now: datetime) -> Outage:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('network_outage', 'id'))")
        outage_id = int(cursor.fetchone()[0])
    is_planned = draft.kind == Outage.Kind.MAINTENANCE
    return Outage.objects.create(
        id=outage_id,
        number=number_in_series("outage", outage_id),
        kind=draft.kind,
        title=draft.title,
        title_es=draft.title_es,
        text=draft.text,
        text_es=draft.text_es,
        cause=draft.cause,
        scope=draft.scope.kind,
        node_id=draft.scope.node_id if draft.scope.kind == "node" else None,
        lines=list(draft.scope.lines),
        started_at=draft.started_at,
        estimate_at=draft.estimate_at,
        ended_at=draft.estimate_at if is_planned else None,
        posted_at=now,
        changed_at=now,
        idempotency_key=idempotency_key,
    )


def keep_reach(*, outage_id: int, reached: Reached) -> None:
    """Keep which accounts it reaches and where they are."""
    values = {"outage_id": outage_id, "account_ids": reached.account_ids}
    run(SQL / "insert_outage_reach.sql", values)
    run(SQL / "insert_outage_places.sql", values)


def record_step(
    *,
    outage: Outage,
    step: OutageUpdate.Step,
    text: str,
    text_es: str,
    user_id: int | None,
    now: datetime,
) -> None:
    """Write down who said what, and let a job tell everybody reached."""
    update = OutageUpdate.objects.create(
        outage=outage,
        step=step,
        at=now,
        text=text,
        text_es=text_es,
        cause=outage.cause,
        estimate_at=outage.estimate_at,
        user_id=user_id,
    )
    reached = outage.reached.count()
    OutageTelling.objects.create(update=update, reached=reached)
    enqueue("tell_outage", update_id=update.pk)
