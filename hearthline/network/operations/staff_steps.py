"""What staff do about steps that we couldn't do alone."""

from datetime import datetime

import structlog
from django.db import transaction

from hearthline.customers.models import Account
from hearthline.kernel.queue import enqueue
from hearthline.network.models import ProvisioningStep
from hearthline.network.operations.want import PATIENCE

log = structlog.get_logger(__name__)
State = ProvisioningStep.State


class UnableToResolveStep(Exception):
    """`not_open`: it isn't in the work queue (any more); `no_note`: say what was done."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def retry_step(*, step_id: int, staff_user_id: int, now: datetime) -> None:
    """Put a step of the work queue back to be tried, for another two hours.

    Raises:
        UnableToResolveStep: it isn't in the work queue.
    """
    with transaction.atomic():
        step = _locked(step_id)
        step.state = State.WAITING
        step.next_try_at = now
        step.deadline_at = now + PATIENCE
        step.save(update_fields=["state", "next_try_at", "deadline_at"])
        enqueue("run_provisioning_step", step_id=step.pk)
    log.info("step tried again", step_id=step_id, staff_user_id=staff_user_id)


def close_step(
    *, step_id: int, staff_user_id: int, is_done: bool, note: str, now: datetime
) -> None:
    """End a step of the work queue by hand: it was done there, or it won't be done.

    Args:
        step_id: which.
        staff_user_id: who.
        is_done: whether the system has now what is wanted.
        note: what was done or why not; kept with the step.
        now: when.

    Raises:
        UnableToResolveStep: it isn't in the work queue, or nothing was written.
    """
    if not note.strip():
        raise UnableToResolveStep("no_note")
    with transaction.atomic():
        step = _locked(step_id)
        step.state = State.DONE if is_done else State.FAILED
        step.finished_at = now
        step.resolved_by_id = staff_user_id
        step.note = note.strip()[:500]
        step.save(update_fields=["state", "finished_at", "resolved_by", "note"])
    log.info("step closed", step_id=step_id, staff_user_id=staff_user_id, is_done=is_done)


def _locked(step_id: int) -> ProvisioningStep:
    found = ProvisioningStep.objects.filter(pk=step_id).first()
    if found is None:
        raise UnableToResolveStep("not_open")
    Account.objects.select_for_update(no_key=True).get(pk=found.account_id)
    step = ProvisioningStep.objects.select_for_update().get(pk=step_id)
    if step.state != State.HANDED_OVER:
        raise UnableToResolveStep("not_open")
    return step
