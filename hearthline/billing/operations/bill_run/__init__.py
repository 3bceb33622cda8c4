"""The bill run: every account whose billing day it is gets its bill, once.

A run is cut into shards, stretches of account numbers. Any number of workers, in any number of
processes and on any number of machines, take them up (`working`): a worker holds the row of its
shard and bills a batch of its accounts in one transaction, so that whatever ends it, at any moment,
leaves whole bills and a shard that the next one takes on. A preview goes the same way and writes
down what would be billed (`previewing`). Bills are written once the run is approved (`deciding`).
"""

from hearthline.billing.operations.bill_run.deciding import (
    approve_bill_run,
    pause_bill_run,
    resume_bill_run,
)
from hearthline.billing.operations.bill_run.errors import UnableToRunBills
from hearthline.billing.operations.bill_run.missed import missed_bill_dates
from hearthline.billing.operations.bill_run.one_account import bill_account
from hearthline.billing.operations.bill_run.opening import BATCH_SIZE, begin_bill_run, open_bill_run
from hearthline.billing.operations.bill_run.previewing import (
    begin_preview,
    preview_bills,
    work_on_preview,
)
from hearthline.billing.operations.bill_run.running import (
    BillRunResult,
    run_bills,
    work_on_bill_run,
)
from hearthline.billing.operations.bill_run.turns import bill_run_is_away, keep_bill_runs_away
from hearthline.billing.operations.bill_run.working import Progress

__all__ = [
    "BATCH_SIZE",
    "BillRunResult",
    "Progress",
    "UnableToRunBills",
    "approve_bill_run",
    "begin_bill_run",
    "begin_preview",
    "bill_account",
    "bill_run_is_away",
    "keep_bill_runs_away",
    "missed_bill_dates",
    "open_bill_run",
    "pause_bill_run",
    "preview_bills",
    "resume_bill_run",
    "run_bills",
    "work_on_bill_run",
    "work_on_preview",
]
