"""Disputing a line of a bill, and what a decision does; who may decide is `within_limits`.

The request itself is care's (`care.operations.dispute_line`); here is what it means for money.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext, override

from hearthline.billing.models import Bill, BillLine, Charge, Correction, Dispute
from hearthline.billing.operations.charges import add_charge
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parents[1] / "sql" / "disputes" / "list_lines.sql"


class UnableToDispute(Exception):
    """The line can't be disputed or decided about; `reason` is a code.

    `no_such_line` (also one that gives money back, and one of a bill that was taken back),
    `disputed_already`, `decided_already`, `bad_amount`, `no_reason`, `waits` (for a second person),
    `role`, `taken_back` (its bill was corrected, so nothing of it is given back twice), `waived`,
    `closed` (no next bill comes on which it could be given back).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def open_dispute(
    *,
    account_id: int,
    bill_number: str,
    position: int,
    reference: str,
    user_id: int | None,
    now: datetime,
) -> int:
    """Hold late fees on a line's amount until staff decide; in the caller's transaction, if any.

    Args:
        account_id: whose bill.
        bill_number: which one.
        position: which of its lines; it must cost something.
        reference: the request in which it is talked about; the same again is the same dispute.
        user_id: who disputes it.
        now: when.

    Returns:
        The dispute's id.

    Raises:
        UnableToDispute: `no_such_line`, or `disputed_already` in another request.
    """
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        lines = BillLine.objects.filter(
            bill__account_id=account_id,
            bill__number=bill_number,
            position=position,
            amount_minor__gt=0,
            bill__correction__isnull=True,
        )
        line = lines.exclude(bill__kind=Bill.Kind.CREDIT_NOTE).first()
        if line is None:
            raise UnableToDispute("no_such_line")
        known = Dispute.objects.filter(bill_id=line.bill_id, position=position).first()
        if known is not None:
            if known.reference != reference:
                raise UnableToDispute("disputed_already")
            return known.pk
        made = Dispute.objects.create(
            account_id=account_id,
            bill_id=line.bill_id,
            position=position,
            amount_minor=line.amount_minor,
            reference=reference,
            opened_at=now,
            opened_by_id=user_id,
        )
    return made.pk


def uphold_dispute(*, dispute_id: int, credit: Money, staff_user_id: int, now: datetime) -> int:
    """Give a disputed line's amount back, or part of it; `within_limits` asks whether one may.

    The credit is on the next bill, with the taxes of the line. Why is on the dispute already.

    Returns:
        The credit's id.

    Raises:
        UnableToDispute: `decided_already`, `bad_amount` or `taken_back`.
    """
    with transaction.atomic():
        dispute = _undecided(dispute_id)
        dispute.credit_id = _credit(dispute, credit, now)
        _decide(dispute, Dispute.Outcome.UPHELD, staff_user_id, now)
    return int(dispute.credit_id)


def refuse_dispute(*, dispute_id: int, reason: str, staff_user_id: int, now: datetime) -> None:
    """Leave a line as it is; the days before a late fee begin anew.

    Raises:
        UnableToDispute: `decided_already`.
    """
    with transaction.atomic():
        dispute = _undecided(dispute_id)
        dispute.reason = reason
        _decide(dispute, Dispute.Outcome.REFUSED, staff_user_id, now)


def _undecided(dispute_id: int) -> Dispute:
    dispute = Dispute.objects.select_for_update().get(pk=dispute_id)
    if dispute.outcome:
        raise UnableToDispute("decided_already")
    return dispute


def _decide(dispute: Dispute, outcome: str, staff_user_id: int, now: datetime) -> None:
    dispute.outcome = outcome
    dispute.decided_date = provider_date(now)
    dispute.decided_by_id = staff_user_id
    dispute.save()


def _credit(dispute: Dispute, credit: Money, now: datetime) -> int:
    if not 0 < credit.amount_minor <= dispute.amount_minor:
        raise UnableToDispute("bad_amount")
    if Correction.objects.filter(bill_id=dispute.bill_id).exists():
        raise UnableToDispute("taken_back")
    asked = {"reference": dispute.reference, "is_open": False, "account_id": 0, "number": ""}
    (line,) = run(_LIST, asked)
    with override(dispute.account.language):
        words = gettext("Given back: %(line)s, bill %(number)s") % {
            "line": line["description"][:120],
            "number": line["bill_number"],
        }
    return add_charge(
        account_id=dispute.account_id,
        kind=Charge.Kind.CREDIT,
        amount=-credit,
        description=words[:200],
        effective_date=provider_date(now),
        tax_category=line["tax_category"],
        cause=f"ticket:{dispute.reference}",
        now=now,
    )
