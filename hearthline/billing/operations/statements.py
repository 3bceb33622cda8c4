"""Make the PDFs of a bill run ahead: by any number of workers, each one once, and able to go on.

The run's bills are cut into batches. A worker holds the row of its batch while it makes the PDFs;
whatever ends it, the batch is taken up by the next one, who leaves alone what is there already.
"""

import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from hearthline.billing.models import BillRun, StatementBatch
from hearthline.billing.statement import make_ahead
from hearthline.billing.statement.shelf import forget_days, sweep
from hearthline.kernel.clock import provider_date
from hearthline.kernel.queue import enqueue_many
from hearthline.kernel.sql import run
from hearthline.notices.addresses import known_language

log = structlog.get_logger(__name__)

A_BATCH = 100
"""Bills a batch: a few seconds of one worker."""
_LOOK_AGAIN_S = 0.3
_SQL = Path(__file__).parents[1] / "sql" / "statements"


class UnableToMakeStatements(Exception):
    """There is no bill run of the day, or it isn't finished; the message says which."""


def begin_statements(*, bill_date: date) -> int:
    """Have the queue's workers make the PDFs of a finished run; what is made stays.

    Returns:
        The run's id.

    Raises:
        UnableToMakeStatements: there is no such run, or it isn't finished.
    """
    with transaction.atomic():
        run_id = _cut(bill_date)
        workers = min(settings.BILL_RUN_WORKERS, _to_make(run_id))
        enqueue_many("make_statements", [{"run_id": run_id}] * workers)
    return run_id


def make_statements(
    *, bill_date: date, now: datetime, progress: Callable[[int, int], None] | None = None
) -> int:
    """Make the PDFs of a finished run here and now, beside whoever else does.

    While others have the last batches it waits: should they be killed, it goes on with theirs.

    Args:
        bill_date: the run's day.
        now: the time.
        progress: told after each batch how many bills of the run are done, of how many.

    Returns:
        How many bills this call saw to.

    Raises:
        UnableToMakeStatements: there is no such run, or it isn't finished.
        OSError: PDFs can't be kept; the disk is full, say.
    """
    with transaction.atomic():
        run_id = _cut(bill_date)
    seen_to = 0
    while True:
        done = make_batch(run_id=run_id, now=now)
        if done:
            seen_to += done
            if progress:
                progress(*_progress(run_id))
        elif _to_make(run_id):
            time.sleep(_LOOK_AGAIN_S)
        else:
            sweep(bill_date)
            return seen_to


def work_on_statements(*, run_id: int, now: datetime) -> None:
    """Make one batch of a run and, if there are more, have the queue go on.

    A batch a job: whatever is more urgent comes in between.
    """
    with transaction.atomic():
        done = make_batch(run_id=run_id, now=now)
        if done and _to_make(run_id):
            enqueue_many("make_statements", [{"run_id": run_id}])


def make_batch(*, run_id: int, now: datetime) -> int:
    """Make the PDFs of a batch that nobody has; how many bills it had, 0 if there is none.

    Each is in the language of its account. One that can't be made is written down in the log and
    left to whoever opens it.
    """
    with transaction.atomic():
        bills = run(_SQL / "take_batch.sql", {"run_id": run_id})
        failed = sum(not _made(bill) for bill in bills)
        if bills:
            StatementBatch.objects.filter(pk=bills[0]["batch_id"]).update(
                made_at=now, failed=failed
            )
    return len(bills)


def forget_statements(*, now: datetime) -> int:
    """Take away PDFs that were made ahead too long ago; they are made again when asked for.

    Returns:
        How many days' there were here.
    """
    before = provider_date(now) - timedelta(days=settings.STATEMENTS_KEPT_DAYS)
    StatementBatch.objects.filter(run__bill_date__lt=before, made_at__isnull=False).delete()
    return forget_days(before)


def _cut(bill_date: date) -> int:
    found = BillRun.objects.select_for_update(no_key=True).filter(bill_date=bill_date).first()
    if found is None:
        raise UnableToMakeStatements(f"there is no bill run of {bill_date}")
    if found.finished_at is None:
        raise UnableToMakeStatements(f"the bill run of {bill_date} isn't finished")
    values = {
        "run_id": found.pk,
        "bill_date": bill_date,
        "on_paper": settings.BILLS_ON_PAPER,
        "size": A_BATCH,
    }
    run(_SQL / "cut_into_batches.sql", values)
    return found.pk


def _made(bill: dict[str, Any]) -> bool:
    number = bill["number"]
    try:
        with transaction.atomic():
            make_ahead(
                account_id=bill["account_id"],
                number=number,
                language=known_language(bill["language"]),
            )
    except OSError:
        raise
    except Exception:  # one that can't be made holds back no other
        log.exception("statement_stuck", number=number)
        return False
    return True


def _to_make(run_id: int) -> int:
    return StatementBatch.objects.filter(run_id=run_id, made_at=None).count()


def _progress(run_id: int) -> tuple[int, int]:
    batches = StatementBatch.objects.filter(run_id=run_id)
    done = batches.exclude(made_at=None).aggregate(bills=Sum("bills"))["bills"] or 0
    return done, batches.aggregate(bills=Sum("bills"))["bills"] or 0
