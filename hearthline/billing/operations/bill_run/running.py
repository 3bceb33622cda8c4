"""Issue bills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from hearthline.billing.models import BillRun, BillRunShard
from hearthline.billing.operations.bill_run.opening import BATCH_SIZE, open_shards, prepare_run
from hearthline.billing.operations.bill_run.working import Done, Progress, work
from hearthline.billing.operations.issuing import issue_bills
from hearthline.billing.operations.statements import begin_statements
from hearthline.kernel.sql import run

_SQL = Path(__file__).parents[2] / "sql" / "bill_run"


@dataclass(frozen=True, slots=True)
class BillRunResult:
    """What this call did: other calls for the same day may have done the rest."""

    bill_date: date
    accounts: int
    bills_issued: int


def run_bills(
    *,
    bill_date: date,
    now: datetime,
    progress: Progress | None = None,
    batch_size: int = BATCH_SIZE,
) -> BillRunResult:
    """Bill the accounts whose billing day is that of `bill_date`.

    Each batch is one statement in one transaction. Whatever ends a run, at any moment, running it
    again issues what is missing and nothing else; several at once share the work, and those that
    are left go on with what a killed one had. An account with nothing to bill gets no bill.

    Args:
        bill_date: the first day of the period billed in advance, and the bills' issue date.
        now: the time; nothing is billed before its day has come at the provider's place.
        progress: told after each batch how far the whole run is.
        batch_size: accounts a statement.

    Raises:
        UnableToRunBills: the day is yet to come, or the run waits for approval.
        UnableToAssessTaxes: the tax service is down; whoever isn't billed yet waits.
    """
    run_id = prepare_run(bill_date=bill_date, now=now, batch_size=batch_size)
    done = work_on_bill_run(run_id=run_id, now=now, progress=progress, batch_size=batch_size)
    return BillRunResult(bill_date=bill_date, accounts=done.accounts, bills_issued=done.bills)


def work_on_bill_run(
    *, run_id: int, now: datetime, progress: Progress | None = None, batch_size: int = BATCH_SIZE
) -> Done:
    """Bill what a run's shards have left, beside whoever else does; then it is finished.

    Returns at once for a run that is paused or waits for approval.
    """
    done = work(
        run_id=run_id,
        is_preview=False,
        batch=partial(_bill_batch, now=now),
        batch_size=batch_size,
        now=now,
        progress=progress,
    )
    with transaction.atomic():
        locked = BillRun.objects.select_for_update(no_key=True).get(pk=run_id)
        if locked.approved_at and not open_shards(run_id=run_id, is_preview=False):
            ends = BillRun.objects.filter(pk=run_id, finished_at=None).update(finished_at=now)
            if ends and settings.STATEMENTS_IN_BULK:
                begin_statements(bill_date=locked.bill_date)
    return done


def _bill_batch(
    shard: BillRunShard, bill_date: date, account_ids: list[int], *, now: datetime
) -> int:
    issued = issue_bills(
        account_ids=still_unbilled(account_ids=account_ids, bill_date=bill_date),
        bill_date=bill_date,
        run_id=shard.run_id,
        now=now,
    )
    return issued.bills


def still_unbilled(*, account_ids: Sequence[int], bill_date: date) -> list[int]:
    """Those that have no bill of the day, now that nobody else can issue one."""
    values = {"accounts": list(account_ids), "bill_date": bill_date}
    return [row["id"] for row in run(_SQL / "list_still_unbilled.sql", values)]
