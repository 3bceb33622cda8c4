"""Run the next step of a diagnosis: exactly once, and with no transaction open meanwhile."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hearthline.care.checking import ACTIONS, CHECKS, Case, Finding, run
from hearthline.care.checking.registry import unanswered
from hearthline.care.flows.format import LATE, Node
from hearthline.care.models import Diagnosis, DiagnosisStep
from hearthline.care.operations.diagnosing import (
    check_may_diagnose,
    finished_steps,
    flow_of,
    locked,
    write_step,
)
from hearthline.care.operations.moving import move_on
from hearthline.kernel.numbers import new_token

CLAIM = timedelta(seconds=30)
"""Longer than any check takes: after that whoever claimed the step is taken for dead."""
DOWN_FOR = timedelta(minutes=2)
"""How long a system that didn't answer isn't asked again: people wait for its time-out once."""
PATIENCE_MS = 9_000
"""What a diagnosis spends in all on systems that don't answer; then none is asked any more."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A step that is this caller's to run."""

    claim: str
    node: Node
    position: int
    case: Case
    skip: Finding | None


def advance_diagnosis(
    *, account_id: int, user_id: int, token: str, position: int, now: datetime
) -> bool:
    """Run one step, if `position` is still the next one and it is time for it.

    Whoever comes second, with the same position, finds it claimed or done and does nothing. A
    caller that dies holds it for 30 seconds; a check is then run again, an action never is.

    Args:
        account_id: whose diagnosis.
        user_id: the member who looks on.
        token: which.
        position: the number of steps that the caller saw done.
        now: when.

    Returns:
        Whether anything was run.

    Raises:
        UnableToDiagnose: `not_found` or `not_allowed`.
    """
    check_may_diagnose(account_id=account_id, user_id=user_id)
    with transaction.atomic():
        work = _claim(account_id, token, position, now)
    if work is None:
        return False
    begun = time.monotonic()
    finding = work.skip or run(_registered(work.node), work.case)
    took = timedelta(seconds=time.monotonic() - begun)
    with transaction.atomic():
        _settle(account_id, token, work, finding, now, took)
    return True


def _registered(node: Node) -> Any:
    return (ACTIONS if node.kind == "action" else CHECKS).get(node.runs)


def _claim(account_id: int, token: str, position: int, now: datetime) -> _Work | None:
    diagnosis = locked(account_id=account_id, token=token)
    if diagnosis.state not in {Diagnosis.State.RUNNING, Diagnosis.State.WAITING}:
        return None
    if diagnosis.claimed_until_at and diagnosis.claimed_until_at > now:
        return None
    done = finished_steps(diagnosis=diagnosis)
    if position != len(done) or (diagnosis.next_at and diagnosis.next_at > now):
        return None
    node = flow_of(diagnosis=diagnosis).nodes[diagnosis.node]
    skip = _not_worth_asking(node, done, now)
    if node.kind == "action":
        _, is_new = DiagnosisStep.objects.get_or_create(
            diagnosis=diagnosis,
            position=position,
            defaults={"node": node.name, "kind": "action", "runs": node.runs, "started_at": now},
        )
        if not is_new:  # somebody died while doing it: it may be done already
            skip = Finding("unknown", "interrupted")
    diagnosis.claim, diagnosis.claimed_until_at = new_token(), now + CLAIM
    diagnosis.save(update_fields=["claim", "claimed_until_at"])
    return _Work(diagnosis.claim, node, position, _case(diagnosis, done, now), skip)


def _case(diagnosis: Diagnosis, done: list[DiagnosisStep], now: datetime) -> Case:
    earlier: dict[str, Any] = {step.runs: step.facts for step in done if step.runs}
    return Case(
        account_id=diagnosis.account_id,
        user_id=diagnosis.user_id or 0,
        kind=diagnosis.kind,
        subject_id=diagnosis.subject_id,
        token=diagnosis.token,
        now=now,
        earlier=earlier,
    )


def _not_worth_asking(node: Node, done: list[DiagnosisStep], now: datetime) -> Finding | None:
    """What can be said without asking: the system hasn't answered a moment ago."""
    system = getattr(_registered(node), "asks", "")
    if not system:
        return None
    silent = [step for step in done if step.says.startswith("unanswered_")]
    is_down = any(
        step.says == f"unanswered_{system}" and step.ended_at and step.ended_at > now - DOWN_FOR
        for step in silent
    )
    if is_down or sum(step.duration_ms for step in silent) >= PATIENCE_MS:
        return unanswered(system)
    return None


def _settle(  # noqa: PLR0917 - one caller
    account_id: int, token: str, work: _Work, finding: Finding, now: datetime, took: timedelta
) -> None:
    diagnosis = locked(account_id=account_id, token=token)
    if diagnosis.claim != work.claim:
        return  # ours ran out and somebody else went on, or the person left
    flow, node, ended_at = flow_of(diagnosis=diagnosis), work.node, now + took
    began_at, result = now, finding.result
    if node.kind == "wait":
        began_at = (diagnosis.deadline_at or now) - timedelta(seconds=node.limit_s)
        if result not in node.to:
            if diagnosis.deadline_at and ended_at < diagnosis.deadline_at:
                _look_again(diagnosis, node, ended_at)
                return
            result, finding = LATE, Finding(LATE, "waited_too_long", finding.facts)
    write_step(
        diagnosis=diagnosis,
        node=node,
        position=work.position,
        result=result,
        now=ended_at,
        says=finding.says,
        facts=dict(finding.facts),
        started_at=began_at,
        duration_ms=round((ended_at - began_at).total_seconds() * 1000),
    )
    move_on(diagnosis=diagnosis, flow=flow, node=node, result=result, now=ended_at)


def _look_again(diagnosis: Diagnosis, node: Node, at: datetime) -> None:
    diagnosis.next_at = at + timedelta(seconds=node.every_s)
    diagnosis.claim, diagnosis.claimed_until_at = "", None
    diagnosis.save(update_fields=["next_at", "claim", "claimed_until_at"])
