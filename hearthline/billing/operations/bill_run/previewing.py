"""What a run would issue, without issuing it."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from hearthline.billing.models import BillRun, BillRunShard, PreviewedBill, PreviewedSum
from hearthline.billing.operations.bill_run.opening import (
    BATCH_SIZE,
    cut,
    open_bill_run,
    open_shards,
)
from hearthline.billing.operations.bill_run.working import Done, Progress, work
from hearthline.billing.rating import rate
from hearthline.kernel.queue import enqueue_many


def begin_preview(*, bill_date: date, now: datetime, batch_size: int = BATCH_SIZE) -> int:
    """Begin a day's preview anew and have the queue's workers make it; one under way goes on.

    Returns:
        The run's id.
    """
    run_id = _prepare(bill_date, now, batch_size)
    with transaction.atomic():
        workers = min(settings.BILL_RUN_WORKERS, open_shards(run_id=run_id, is_preview=True))
        enqueue_many("preview_bills", [{"run_id": run_id}] * workers)
    return run_id


def preview_bills(
    *,
    bill_date: date,
    now: datetime,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
) -> int:
    """Make a day's preview here and now; what `billing.bill_runs` then tells of it.

    Returns:
        The run's id.
    """
    run_id = _prepare(bill_date, now, batch_size)
    work_on_preview(run_id=run_id, now=now, progress=progress, batch_size=batch_size)
    return run_id


def work_on_preview(
    *, run_id: int, now: datetime, progress: Progress | None = None, batch_size: int = BATCH_SIZE
) -> Done:
    """Preview what a run's shards have left, beside whoever else does."""
    done = work(
        run_id=run_id,
        is_preview=True,
        batch=_preview_batch,
        batch_size=batch_size,
        now=now,
        progress=progress,
    )
    with transaction.atomic():
        BillRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if not open_shards(run_id=run_id, is_preview=True):
            BillRun.objects.filter(pk=run_id, previewed_at=None).update(previewed_at=now)
    return done


def _prepare(bill_date: date, now: datetime, batch_size: int) -> int:
    opened = open_bill_run(bill_date=bill_date, now=now)
    with transaction.atomic():
        locked = BillRun.objects.select_for_update(no_key=True).get(pk=opened.pk)
        if not open_shards(run_id=locked.pk, is_preview=True):
            BillRunShard.objects.filter(run=locked, is_preview=True).delete()
            PreviewedBill.objects.filter(run=locked).delete()
            PreviewedSum.objects.filter(run=locked).delete()
            locked.previewed_at = None
            locked.save(update_fields=["previewed_at"])
            cut(locked=locked, is_preview=True, batch_size=batch_size)
    return locked.pk


def _preview_batch(shard: BillRunShard, bill_date: date, account_ids: list[int]) -> int:
    if not account_ids:
        return 0
    rated = rate(
        account_ids=account_ids,
        bill_date=bill_date,
        ending="preview_bills.sql",
        run_id=shard.run_id,
    )
    return int(rated[0]["bills"])
