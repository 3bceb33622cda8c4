"""End a diagnosis early: in a ticket, or by leaving it."""

from datetime import datetime

from django.db import transaction

from hearthline.care.models import Diagnosis
from hearthline.care.operations.diagnosing import check_may_diagnose, locked
from hearthline.care.operations.moving import hand_over


def end_in_ticket(*, account_id: int, user_id: int, token: str, now: datetime) -> str:
    """Hand a diagnosis to a person with everything found so far; also one that ended otherwise.

    Args:
        account_id: whose diagnosis.
        user_id: who wants a person.
        token: which diagnosis.
        now: when.

    Returns:
        The ticket's number, the same one each time; empty if it couldn't be written.

    Raises:
        UnableToDiagnose: `not_found` or `not_allowed`.
    """
    check_may_diagnose(account_id=account_id, user_id=user_id)
    with transaction.atomic():
        diagnosis = locked(account_id=account_id, token=token)
        hand_over(diagnosis=diagnosis, user_id=user_id, now=now)
        return diagnosis.ticket_number


def leave_diagnosis(*, account_id: int, user_id: int, token: str, now: datetime) -> None:
    """Stop a diagnosis without an outcome; one that has ended stays as it is.

    Raises:
        UnableToDiagnose: `not_found` or `not_allowed`.
    """
    check_may_diagnose(account_id=account_id, user_id=user_id)
    with transaction.atomic():
        diagnosis = locked(account_id=account_id, token=token)
        if diagnosis.state not in Diagnosis.OPEN:
            return
        diagnosis.state, diagnosis.ended_at = Diagnosis.State.LEFT, now
        diagnosis.deadline_at = diagnosis.next_at = None
        diagnosis.claim, diagnosis.claimed_until_at = "", None
        diagnosis.save()
