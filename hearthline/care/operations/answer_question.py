"""Take a person's answer to what a diagnosis asked."""

from datetime import datetime

from django.db import transaction

from hearthline.care.flows.format import DECLINED
from hearthline.care.models import Diagnosis
from hearthline.care.operations.diagnosing import (
    UnableToDiagnose,
    check_may_diagnose,
    finished_steps,
    flow_of,
    locked,
    write_step,
)
from hearthline.care.operations.moving import move_on

YES = "yes"
NO = "no"


def answer_question(
    *, account_id: int, user_id: int, token: str, position: int, answer: str, now: datetime
) -> None:
    """Go on with an answer. The same one sent twice counts once.

    An action that asks first takes `yes`, after which `advance_diagnosis` runs it, or `no`.

    Args:
        account_id: whose diagnosis.
        user_id: who answers.
        token: which diagnosis.
        position: the number of steps that were done when it was asked.
        answer: one of the question's.
        now: when.

    Raises:
        UnableToDiagnose: `not_found`, `not_allowed`, or `not_asked` if the question has no such
            answer.
    """
    check_may_diagnose(account_id=account_id, user_id=user_id)
    with transaction.atomic():
        diagnosis = locked(account_id=account_id, token=token)
        if diagnosis.state != Diagnosis.State.ASKING:
            return
        if position != len(finished_steps(diagnosis=diagnosis)):
            return
        flow = flow_of(diagnosis=diagnosis)
        node = flow.nodes[diagnosis.node]
        diagnosis.user_id = user_id
        if node.kind == "action" and answer == YES:
            diagnosis.state = Diagnosis.State.RUNNING
            diagnosis.save(update_fields=["state", "user"])
            return
        if node.kind == "action" and answer == NO:
            answer = DECLINED
        elif answer not in node.answers:
            raise UnableToDiagnose("not_asked")
        write_step(diagnosis=diagnosis, node=node, position=position, result=answer, now=now)
        move_on(diagnosis=diagnosis, flow=flow, node=node, result=answer, now=now)
