"""Run a step: claim it, tell the system outside any transaction, write down what happened.

A runner may die between any two lines. Its claim runs out, the step is taken up again, and what
it tells is told with the same revision, so that it happens once in the other system's books.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q, QuerySet

from hearthline.customers.models import Account
from hearthline.kernel.queue import enqueue
from hearthline.network.errors import NetworkRefused, NetworkUnavailable
from hearthline.network.models import ProvisioningStep, ProvisioningTry
from hearthline.network.operations.tell_systems import tell_system

log = structlog.get_logger(__name__)
State = ProvisioningStep.State

CLAIM_TIME = timedelta(minutes=2)
"""Longer than all time-outs of a system together; a runner that dies gives its step back then."""
BACKOFF = tuple(
    timedelta(seconds=seconds) for seconds in (5, 20, 60, 5 * 60, 15 * 60, 15 * 60, 15 * 60)
)
"""The waits after the first, second, … attempt; the last one repeats until the deadline."""
_LATE = timedelta(seconds=30)
"""A step that is due this long has lost its job."""
_VOICE = (ProvisioningStep.Kind.VOICE_SETTINGS, ProvisioningStep.Kind.VOICE_LINE)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A step in our hands, for this attempt."""

    step: ProvisioningStep
    attempt: int


def run_provisioning_step(*, step_id: int, now: datetime) -> None:
    """Try a step if it is due and its turn; safe to call any number of times, also at once.

    A failure that may pass is tried again later, until the deadline; then, or when a system says
    no, the step is handed to staff.
    """
    claim = _claim(step_id, now)
    if claim is None:
        return
    step = claim.step
    try:
        tell_system(kind=step.kind, subject_id=step.subject_id, now=now)
    except NetworkUnavailable as error:
        _try_again_later(claim, str(error), now)
    except NetworkRefused as error:
        _hand_over(claim, str(error), now)
    except ImproperlyConfigured:
        log.exception("a system of the network is not configured", step_id=step_id)
        _hand_over(claim, "not_configured", now)
    else:
        _finish(claim, now)


def sweep_provisioning(*, now: datetime, most: int = 500) -> int:
    """Take up what is due and has no runner: its job got lost, or its runner died.

    Returns:
        How many steps were put into the queue again.
    """
    with transaction.atomic():
        lost = ProvisioningStep.objects.filter(
            Q(state=State.WAITING, next_try_at__lte=now - _LATE)
            | Q(state=State.RUNNING, claimed_until_at__lte=now)
        ).order_by("next_try_at", "pk")[:most]
        step_ids = list(lost.values_list("pk", flat=True))
        for step_id in step_ids:
            enqueue("run_provisioning_step", step_id=step_id)
    return len(step_ids)


# -- Claiming --------------------------------------------------------------------------------------


def _same_subject(step: ProvisioningStep) -> QuerySet[ProvisioningStep]:
    """All steps that tell the same system about the same line."""
    kinds = _VOICE if step.kind in _VOICE else (step.kind,)
    return ProvisioningStep.objects.filter(subject_id=step.subject_id, kind__in=kinds)


def _claim(step_id: int, now: datetime) -> _Claim | None:
    """Take a step for ourselves, or None where it is done, not due, in other hands or not next."""
    found = ProvisioningStep.objects.filter(pk=step_id).first()
    if found is None:
        return None
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=found.account_id)
        step = ProvisioningStep.objects.select_for_update().get(pk=step_id)
        if not _is_due(step, now) or _has_to_wait(step, now):
            return None
        if step.state == State.RUNNING:
            _end_try(step, step.attempts, "broke_off", now)
            step.last_error = "broke_off"
        if step.attempts and now >= step.deadline_at:
            _put_into_queue_of_staff(step, step.last_error or "too_long", now)
            return None
        step.state = State.RUNNING
        step.attempts += 1
        step.claimed_until_at = now + CLAIM_TIME
        step.save(update_fields=["state", "attempts", "claimed_until_at", "last_error"])
        ProvisioningTry.objects.create(step=step, number=step.attempts, begun_at=now)
    return _Claim(step, step.attempts)


def _is_due(step: ProvisioningStep, now: datetime) -> bool:
    if step.state == State.RUNNING:
        return step.claimed_until_at is None or step.claimed_until_at <= now
    return step.state == State.WAITING and step.next_try_at <= now


def _has_to_wait(step: ProvisioningStep, now: datetime) -> bool:
    """Whether another step of the line is before it, or under way."""
    others = _same_subject(step).exclude(pk=step.pk)
    return others.filter(
        Q(state__in=[State.WAITING, State.RUNNING], pk__lt=step.pk)
        | Q(state=State.RUNNING, claimed_until_at__gt=now)
    ).exists()


# -- What became of it: only the runner whose attempt it still is writes that down -----------------


def _finish(claim: _Claim, now: datetime) -> None:
    step = claim.step
    with transaction.atomic():
        if not _is_still_ours(claim):
            return
        _end_try(step, claim.attempt, "", now)
        ProvisioningStep.objects.filter(pk=step.pk).update(
            state=State.DONE, finished_at=now, claimed_until_at=None, last_error=""
        )
        # What staff were to do about earlier wishes has come true with this one.
        _same_subject(step).filter(state=State.HANDED_OVER, pk__lt=step.pk).update(
            state=State.DONE, finished_at=now
        )
        _let_next_run(step)
    log.info("step done", step_id=step.pk, kind=step.kind, attempts=claim.attempt)


def _try_again_later(claim: _Claim, error: str, now: datetime) -> None:
    step = claim.step
    next_try_at = now + BACKOFF[min(claim.attempt, len(BACKOFF)) - 1]
    if next_try_at > step.deadline_at:
        _hand_over(claim, error, now)
        return
    with transaction.atomic():
        if not _is_still_ours(claim):
            return
        _end_try(step, claim.attempt, error, now)
        ProvisioningStep.objects.filter(pk=step.pk).update(
            state=State.WAITING,
            next_try_at=next_try_at,
            claimed_until_at=None,
            last_error=error[:200],
        )
        enqueue("run_provisioning_step", at=next_try_at, step_id=step.pk)
    log.warning("step delayed", step_id=step.pk, kind=step.kind, reason=error)


def _hand_over(claim: _Claim, error: str, now: datetime) -> None:
    with transaction.atomic():
        if not _is_still_ours(claim):
            return
        _end_try(claim.step, claim.attempt, error, now)
        _put_into_queue_of_staff(claim.step, error, now)


def _put_into_queue_of_staff(step: ProvisioningStep, error: str, now: datetime) -> None:
    ProvisioningStep.objects.filter(pk=step.pk).update(
        state=State.HANDED_OVER,
        handed_over_at=now,
        claimed_until_at=None,
        last_error=error[:200],
    )
    _let_next_run(step)
    log.error("step handed to staff", step_id=step.pk, kind=step.kind, reason=error)


def _is_still_ours(claim: _Claim) -> bool:
    """Lock the step; no if our claim ran out and somebody else took it up."""
    Account.objects.select_for_update(no_key=True).get(pk=claim.step.account_id)
    now_there = ProvisioningStep.objects.select_for_update().get(pk=claim.step.pk)
    return now_there.state == State.RUNNING and now_there.attempts == claim.attempt


def _end_try(step: ProvisioningStep, number: int, error: str, now: datetime) -> None:
    ProvisioningTry.objects.filter(step=step, number=number).update(ended_at=now, error=error[:200])


def _let_next_run(step: ProvisioningStep) -> None:
    following = (
        _same_subject(step).filter(state=State.WAITING).exclude(pk=step.pk).order_by("pk").first()
    )
    if following is not None:
        enqueue("run_provisioning_step", step_id=following.pk)
