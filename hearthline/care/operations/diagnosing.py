"""How a diagnosis moves from node to node; each function is within its caller's transaction."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from hearthline.care.flows.finding import flow_of_text
from hearthline.care.flows.format import ENOUGH, Flow, Node
from hearthline.care.models import Diagnosis, DiagnosisStep, FlowVersion
from hearthline.customers.queries import permissions_of


class UnableToDiagnose(Exception):
    """A diagnosis can't be begun, or doesn't take what was given to it.

    Attributes:
        reason: `not_found`, `not_allowed` (the role), `too_many` (in an hour), `not_there` (the
            account has nothing of this kind), `not_asked` (no such answer is awaited) or
            `no_ticket` (it couldn't be written; trying again can help).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_may_diagnose(*, account_id: int, user_id: int) -> None:
    """Hold that this member's role goes further than looking.

    Raises:
        UnableToDiagnose: it doesn't.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_restart:
        raise UnableToDiagnose("not_allowed")


def locked(*, account_id: int, token: str) -> Diagnosis:
    """The diagnosis, locked until the end of the transaction.

    Raises:
        UnableToDiagnose: the account has none with this token.
    """
    found = (
        Diagnosis.objects.select_for_update(of=("self",))
        .select_related("flow")
        .filter(account_id=account_id, token=token)
        .first()
    )
    if found is None:
        raise UnableToDiagnose("not_found")
    return found


def store_flow(*, flow: Flow, text: str, now: datetime) -> FlowVersion:
    """Keep a flow's text, once however many diagnoses begin with it."""
    stored, _ = FlowVersion.objects.get_or_create(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        defaults={
            "kind": flow.kind,
            "version": flow.version[:60],
            "text": text,
            "created_at": now,
        },
    )
    return stored


def flow_of(*, diagnosis: Diagnosis) -> Flow:
    """The flow that it began with."""
    return flow_of_text(diagnosis.flow.text)


def finished_steps(*, diagnosis: Diagnosis) -> list[DiagnosisStep]:
    """What was done so far, in order; an action under way is left out."""
    return list(diagnosis.steps.exclude(result="").order_by("position"))


def write_step(
    *, diagnosis: Diagnosis, node: Node, position: int, result: str, now: datetime, **more: Any
) -> None:
    """Note what a step came to. A step of an action has been there since it began."""
    DiagnosisStep.objects.update_or_create(
        diagnosis=diagnosis,
        position=position,
        defaults={
            "node": node.name,
            "kind": node.kind,
            "runs": node.runs,
            "result": result,
            "ended_at": now,
            "started_at": now,
            **more,
        },
    )


def arrive(*, diagnosis: Diagnosis, flow: Flow, name: str, now: datetime) -> None:
    """Put a diagnosis at a node: from here it runs, asks, waits or has ended. Saves it.

    An outcome that is a ticket is reached only: `write_ticket` writes it.
    """
    node = flow.nodes[name]
    while diagnosis.pk and node.at_most and _visits(diagnosis, node) >= node.at_most:
        node = flow.nodes[node.to[ENOUGH]]
    diagnosis.node = node.name
    diagnosis.deadline_at = diagnosis.next_at = None
    diagnosis.claim, diagnosis.claimed_until_at = "", None
    if node.kind == "outcome":
        diagnosis.state, diagnosis.ended_at = node.ends, now
    elif node.kind == "question" or node.ask:
        diagnosis.state = Diagnosis.State.ASKING
    elif node.kind == "wait":
        diagnosis.state = Diagnosis.State.WAITING
        diagnosis.deadline_at = now + timedelta(seconds=node.limit_s)
        diagnosis.next_at = now + timedelta(seconds=min(node.every_s, node.limit_s))
    else:
        diagnosis.state = Diagnosis.State.RUNNING
    diagnosis.save()


def _visits(diagnosis: Diagnosis, node: Node) -> int:
    return diagnosis.steps.filter(node=node.name).count()
