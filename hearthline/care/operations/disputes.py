"""A line of a bill that seems wrong: a request with the line, and its decision."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hearthline.billing.disputes import disputed_line, lines_to_dispute
from hearthline.billing.operations import (
    UnableToDispute,
    decide_adjustment,
    decide_dispute,
    open_dispute,
)
from hearthline.care.models import Ticket
from hearthline.care.operations.attaching import SentFile
from hearthline.care.operations.staff_tickets import answer_ticket
from hearthline.care.operations.tickets import MOST_IN_SUBJECT, open_ticket
from hearthline.kernel.money import Money


def dispute_line(
    *,
    account_id: int,
    user_id: int,
    bill_number: str,
    position: int,
    text: str,
    files: Sequence[SentFile],
    key: str,
    now: datetime,
) -> str:
    """Open a request about a line; meanwhile its amount costs no late fee.

    What the line costs stands beside the request, not in it: not everybody who reads an account's
    requests sees its bills.

    Returns:
        The ticket's number; the same form sent again is the same ticket.

    Raises:
        UnableToDispute: `no_such_line` or `disputed_already`.
        UnableToWriteTicket: nothing to say, far too much, or not a member who may.
        UnableToAttach: one of the files can't come along; nothing was written.
    """
    lines = lines_to_dispute(account_id=account_id, number=bill_number)
    line = next((line for line in lines if line.position == position), None)
    if line is None:
        raise UnableToDispute("no_such_line")
    with transaction.atomic():
        number = open_ticket(
            account_id=account_id,
            user_id=user_id,
            topic=Ticket.Topic.BILLING,
            subject=line.description[:MOST_IN_SUBJECT],
            text=text,
            files=files,
            key=f"{key}/{bill_number}/{position}",
            now=now,
        )
        open_dispute(
            account_id=account_id,
            bill_number=bill_number,
            position=position,
            reference=number,
            user_id=user_id,
            now=now,
        )
    return number


def decide_line(
    *,
    reference: str,
    credit: Money | None,
    reason: str,
    staff_user_id: int,
    now: datetime,
) -> bool:
    """Uphold a dispute with a credit, or refuse it (None); the request is answered with why.

    Above somebody's limit nothing is answered yet: a second person decides (`decide_waiting`).

    Returns:
        Whether it is decided.

    Raises:
        UnableToDispute: see `billing.operations.decide_dispute`.
    """
    line = disputed_line(reference=reference)
    if line is None or line.dispute_id is None:
        raise UnableToDispute("no_such_line")
    with transaction.atomic():
        is_decided = decide_dispute(
            dispute_id=line.dispute_id,
            credit=credit,
            reason=reason,
            staff_user_id=staff_user_id,
            now=now,
        )
        if is_decided:
            _answer(reference, reason, line.dispute_id, staff_user_id, now)
    return is_decided


def decide_waiting(*, adjustment_id: int, approve: bool, user_id: int, now: datetime) -> None:
    """Approve or refuse an adjustment that waits; if it upholds a dispute, answer its request.

    Raises:
        UnableToAdjust: see `billing.operations.decide_adjustment`.
    """
    with transaction.atomic():
        decided = decide_adjustment(
            adjustment_id=adjustment_id, approve=approve, user_id=user_id, now=now
        )
        if approve and decided.dispute is not None:
            dispute = decided.dispute
            dispute.refresh_from_db()
            _answer(dispute.reference, dispute.reason, dispute.pk, user_id, now)


def _answer(reference: str, reason: str, dispute_id: int, user_id: int, now: datetime) -> None:
    answer_ticket(
        number=reference,
        staff_user_id=user_id,
        text=reason,
        files=(),
        state=Ticket.State.SOLVED,
        key=f"dispute {dispute_id}",
        now=now,
    )
