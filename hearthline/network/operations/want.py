"""Something is wanted of the network: written down with whoever wants it, done by the queue."""

from datetime import datetime, timedelta

from hearthline.customers.models import Account
from hearthline.kernel.queue import enqueue
from hearthline.network.models import ProvisioningStep

PATIENCE = timedelta(hours=2)
"""How long a step is tried before staff get it."""


def want(*, account_id: int, kind: str, subject_id: int, reference: str, now: datetime) -> int:
    """Have a system of the network brought up to what is wanted, in the caller's transaction.

    Change what is wanted (the line's row) first, in the same transaction. A step of the same
    reference that hasn't begun takes the change along and is answered instead of a second one.

    Args:
        account_id: whose line it is; its row is locked.
        kind: a `ProvisioningStep.Kind`.
        subject_id: the connection, TV service or phone line.
        reference: what it belongs to, such as `order:300000017`, at most 60 characters.
        now: when.

    Returns:
        The step's id.
    """
    kind = ProvisioningStep.Kind(kind)
    # The lock makes the order of ids the order in which wishes come true, for each account.
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    same = ProvisioningStep.objects.filter(
        account_id=account_id,
        kind=kind,
        subject_id=subject_id,
        reference=reference,
        state=ProvisioningStep.State.WAITING,
    ).first()
    if same is not None:
        return same.pk
    step = ProvisioningStep.objects.create(
        account_id=account_id,
        kind=kind,
        subject_id=subject_id,
        reference=reference,
        next_try_at=now,
        deadline_at=now + PATIENCE,
        created_at=now,
    )
    enqueue("run_provisioning_step", step_id=step.pk)
    return step.pk


def hold_steps(*, account_id: int, reference: str, now: datetime) -> int:
    """Take back the steps of a reference that nobody has tried yet, in the caller's transaction.

    What is wanted stays as it is: whoever takes back puts that right as well.

    Returns:
        How many were taken back; those that have begun go on.
    """
    Account.objects.select_for_update(no_key=True).get(pk=account_id)
    return ProvisioningStep.objects.filter(
        account_id=account_id,
        reference=reference,
        state=ProvisioningStep.State.WAITING,
        attempts=0,
    ).update(state=ProvisioningStep.State.FAILED, finished_at=now)
