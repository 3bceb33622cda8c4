"""Approve a run, pause it, let it go on."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from hearthline.billing.models import BillRun
from hearthline.billing.operations.bill_run.errors import UnableToRunBills
from hearthline.billing.operations.bill_run.opening import open_shards


def approve_bill_run(*, bill_date: date, approved_as: str, now: datetime) -> None:
    """Let the bills of a day be written. Doing it again changes nothing.

    Args:
        bill_date: the run's day.
        approved_as: who does, in words.
        now: when.

    Raises:
        UnableToRunBills: nobody has seen yet what it would issue.
    """

    def approve(run: BillRun) -> None:
        if run.approved_at is not None:
            return
        if run.previewed_at is None or open_shards(run_id=run.pk, is_preview=True):
            raise UnableToRunBills(f"the bill run of {bill_date} wasn't previewed yet")
        run.approved_at, run.approved_as = now, approved_as

    _change(bill_date, approve)


def pause_bill_run(*, bill_date: date, now: datetime) -> None:
    """Have nobody take up more of a run; batches under way are ended.

    Raises:
        UnableToRunBills: there is no such run, or it has finished.
    """

    def pause(run: BillRun) -> None:
        if run.finished_at is not None:
            raise UnableToRunBills(f"the bill run of {bill_date} has finished")
        run.paused_at = run.paused_at or now

    _change(bill_date, pause)


def resume_bill_run(*, bill_date: date) -> None:
    """Let a paused run go on, as soon as somebody takes it up.

    Raises:
        UnableToRunBills: there is no such run.
    """

    def resume(run: BillRun) -> None:
        run.paused_at = None

    _change(bill_date, resume)


def _change(bill_date: date, change: Callable[[BillRun], None]) -> None:
    with transaction.atomic():
        found = BillRun.objects.select_for_update(no_key=True).filter(bill_date=bill_date).first()
        if found is None:
            raise UnableToRunBills(f"there is no bill run of {bill_date}")
        change(found)
        found.save(update_fields=["approved_at", "approved_as", "paused_at"])
