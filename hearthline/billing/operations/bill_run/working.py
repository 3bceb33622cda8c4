"""Work on a run's shards until there is nothing left to take up."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from hearthline.billing.models import BillRun, BillRunShard
from hearthline.billing.operations.bill_run.opening import open_shards
from hearthline.billing.operations.outside_taxes import issue_with_taxes
from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parents[2] / "sql" / "bill_run"
_NEXT_ACCOUNTS = (_SQL / "next_accounts.sql").read_text(encoding="utf-8")
_LOOK_AGAIN_S = 0.3
"""How often somebody who finds every shard taken looks whether its worker has died."""

Progress = Callable[[int, int], None]
"""Told how many accounts of a run are done, of how many."""
Batch = Callable[[BillRunShard, date, list[int]], int]
"""Does accounts of a shard, by their ids; how many bills came of it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one worker did."""

    accounts: int
    bills: int


def work(
    *,
    run_id: int,
    is_preview: bool,
    batch: Batch,
    batch_size: int,
    now: datetime,
    progress: Progress | None = None,
) -> Done:
    """Take up shards, a batch in a transaction, until none is left or the run is paused.

    While others have the last ones it waits: should they be killed, it goes on with theirs.
    """
    accounts = bills = 0
    mine: int | None = None

    def next_batch() -> tuple[int, int, int] | None:
        taken = _take(run_id, is_preview=is_preview, mine=mine)
        if taken is None:
            return None
        shard, bill_date = taken
        found = _next_accounts(shard, bill_date, batch_size, is_held=not is_preview)
        made = batch(shard, bill_date, found)
        last_id = found[-1] if len(found) == batch_size else None
        _move_on(shard, len(found), made, last_id, now)
        return shard.pk, len(found), made

    while True:
        done = issue_with_taxes(issue=next_batch, now=now)
        if done is not None:
            mine, accounts, bills = done[0], accounts + done[1], bills + done[2]
            if progress:
                progress(*progress_of(run_id=run_id, is_preview=is_preview))
        elif _is_over(run_id, is_preview=is_preview):
            return Done(accounts, bills)
        else:
            time.sleep(_LOOK_AGAIN_S)


def progress_of(*, run_id: int, is_preview: bool) -> tuple[int, int]:
    """How many accounts are done, of how many."""
    found = BillRunShard.objects.filter(run_id=run_id, is_preview=is_preview).aggregate(
        done=Sum("accounts_done"), total=Sum("accounts_total")
    )
    done, total = found["done"] or 0, found["total"] or 0
    return done, max(done, total)


def _take(run_id: int, *, is_preview: bool, mine: int | None) -> tuple[BillRunShard, date] | None:
    """A shard that nobody has, rather the one that was had before, and the run's day."""
    values = {"run_id": run_id, "is_preview": is_preview, "mine": mine}
    found = run(_SQL / "take_shard.sql", values)
    if not found:
        return None
    with connection.cursor() as cursor:
        # Compiling a statement that runs for seconds costs more of them than it saves.
        cursor.execute("SET LOCAL jit = off")
    bill_date: date = found[0].pop("bill_date")
    return BillRunShard(**found[0]), bill_date


def _next_accounts(shard: BillRunShard, bill_date: date, size: int, *, is_held: bool) -> list[int]:
    """Those without a bill of the day; held until the transaction ends where they are billed.

    What goes on with one of them at this moment is waited for then.
    """
    given = {
        "bill_date": bill_date,
        "after": shard.after_account_id,
        "until": shard.until_account_id,
        "size": size,
    }
    held = " FOR NO KEY UPDATE OF account" if is_held else ""
    return [row["id"] for row in select(_NEXT_ACCOUNTS + held, given)]


def _move_on(
    shard: BillRunShard, accounts: int, bills: int, last_id: int | None, now: datetime
) -> None:
    changed: dict[str, Any] = {
        "accounts_done": F("accounts_done") + accounts,
        "bills": F("bills") + bills,
    }
    changed |= {"finished_at": now} if last_id is None else {"after_account_id": last_id}
    BillRunShard.objects.filter(pk=shard.pk).update(**changed)


def _is_over(run_id: int, *, is_preview: bool) -> bool:
    """Whether there is nothing to wait for: all is done, or nobody may go on."""
    if open_shards(run_id=run_id, is_preview=is_preview) == 0:
        return True
    if is_preview:
        return False
    return not BillRun.objects.filter(pk=run_id, paused_at=None, approved_at__isnull=False).exists()
