"""On to the next node of a diagnosis; at an outcome that is a ticket, the ticket is written."""

import logging
from datetime import datetime

from django.db import transaction

from hearthline.care.flows.format import Flow, Node
from hearthline.care.models import Diagnosis
from hearthline.care.operations import tickets
from hearthline.care.operations.diagnosing import arrive
from hearthline.care.queries.diagnoses import ticket_texts

logger = logging.getLogger(__name__)

MOST_STEPS = 200
"""A flow that was checked ends long before; one that wasn't ends here."""


def move_on(*, diagnosis: Diagnosis, flow: Flow, node: Node, result: str, now: datetime) -> None:
    """Follow the edge of a result."""
    target = node.to.get(result) or node.to.get("unknown")
    if target is None or diagnosis.steps.count() >= MOST_STEPS:
        hand_over(diagnosis=diagnosis, user_id=diagnosis.user_id, now=now)
        return
    arrive(diagnosis=diagnosis, flow=flow, name=target, now=now)
    if diagnosis.state == Diagnosis.State.TICKET:
        hand_over(diagnosis=diagnosis, user_id=diagnosis.user_id, now=now)


def hand_over(*, diagnosis: Diagnosis, user_id: int | None, now: datetime) -> None:
    """End a diagnosis in a ticket, in the same transaction: one diagnosis never makes two.

    A ticket that can't be written leaves the number empty: the page says so and offers to try
    again, and to call.
    """
    if diagnosis.ticket_number:
        return
    diagnosis.state = Diagnosis.State.TICKET
    diagnosis.ended_at = diagnosis.ended_at or now
    diagnosis.deadline_at = diagnosis.next_at = None
    diagnosis.claim, diagnosis.claimed_until_at = "", None
    diagnosis.save()
    subject, text = ticket_texts(diagnosis_id=diagnosis.pk)
    try:
        with transaction.atomic():
            diagnosis.ticket_number = tickets.open_ticket(
                account_id=diagnosis.account_id,
                user_id=user_id,
                topic=diagnosis.kind,
                subject=subject,
                text=text,
                files=(),
                now=now,
                diagnosis_id=diagnosis.pk,
            )
    except Exception:
        # Whatever it is, the person must not lose what was found because of it.
        logger.exception("no ticket could be written for a diagnosis")
        return
    diagnosis.save(update_fields=["ticket_number"])
