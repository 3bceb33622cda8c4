"""Open a bill run, and cut what is left to bill into shards."""

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hearthline.billing.models import BillRun, BillRunShard
from hearthline.billing.operations.bill_run.errors import UnableToRunBills
from hearthline.kernel.clock import provider_date
from hearthline.kernel.queue import enqueue_many
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[2] / "sql" / "bill_run"
BATCH_SIZE = 5000
"""Accounts a statement: more take more memory, fewer more time."""
MOST_SHARDS = 64
"""More than workers there will be, so that all of them end at about the same time."""


def open_bill_run(*, bill_date: date, now: datetime) -> BillRun:
    """The run of a day, made if there is none yet. Nothing is billed or previewed by this.

    It is approved at once where the provider wants no approval.
    """
    opened, _ = BillRun.objects.get_or_create(
        bill_date=bill_date,
        defaults={
            "started_at": now,
            "accounts_total": 0,
            "approved_at": None if settings.BILL_RUN_NEEDS_APPROVAL else now,
        },
    )
    return opened


def begin_bill_run(*, bill_date: date, now: datetime, batch_size: int = BATCH_SIZE) -> int:
    """Cut what a day's run has left into shards, and have the queue's workers take them up.

    Calling it again adds shards for accounts that are there only now (imported late, say), if the
    others are done.

    Returns:
        The run's id.

    Raises:
        UnableToRunBills: the day is yet to come, or the run waits for approval.
    """
    run_id = prepare_run(bill_date=bill_date, now=now, batch_size=batch_size)
    with transaction.atomic():
        workers = min(settings.BILL_RUN_WORKERS, open_shards(run_id=run_id, is_preview=False))
        enqueue_many("work_on_bill_run", [{"run_id": run_id}] * workers)
    return run_id


def prepare_run(*, bill_date: date, now: datetime, batch_size: int) -> int:
    """The run with its shards, to be worked on by whoever asks; its id."""
    today = provider_date(now)
    if bill_date > today:
        raise UnableToRunBills(f"{bill_date} is yet to come: today is {today}")
    opened = open_bill_run(bill_date=bill_date, now=now)
    with transaction.atomic():
        locked = BillRun.objects.select_for_update(no_key=True).get(pk=opened.pk)
        if locked.approved_at is None:
            if settings.BILL_RUN_NEEDS_APPROVAL:
                raise UnableToRunBills(f"the bill run of {bill_date} waits for approval")
            locked.approved_at = now
        if not open_shards(run_id=locked.pk, is_preview=False):
            cut(locked=locked, is_preview=False, batch_size=batch_size)
        locked.save()
    return locked.pk


def cut(*, locked: BillRun, is_preview: bool, batch_size: int) -> None:
    """Cut what has no bill yet into shards, at most one a batch; the caller holds the run's row."""
    values = {
        "run_id": locked.pk,
        "bill_date": locked.bill_date,
        "is_preview": is_preview,
        "batch_size": batch_size,
        "most": MOST_SHARDS,
    }
    total = sum(row["accounts_total"] for row in run(_SQL / "cut_into_shards.sql", values))
    if not is_preview:
        locked.accounts_total += total
        if total:
            locked.finished_at = None


def open_shards(*, run_id: int, is_preview: bool) -> int:
    """How many shards of a run aren't done."""
    shards = BillRunShard.objects.filter(run_id=run_id, is_preview=is_preview)
    return shards.filter(finished_at=None).count()
