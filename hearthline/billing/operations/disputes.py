"""Disputing a line of a bill, and deciding about it.

The request itself is care's (`care.operations.dispute_line`); here is what it means for money.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.models import BillLine, Charge, Dispute
from hearthline.billing.operations.charges import add_charge
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_LIST = Path(__file__).parents[1] / "sql" / "disputes" / "list_lines.sql"


class UnableToDispute(Exception):
    """The line can't be disputed or decided about; `reason` is a code.

    `no_such_line` (also one that gives money back), `disputed_already`, `decided_already`,
    `bad_amount`, `no_reason`.
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
        line = BillLine.objects.filter(
            bill__account_id=account_id,
            bill__number=bill_number,
            position=position,
            amount_minor__gt=0,
        ).first()
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


def decide_dispute(
    *,
    dispute_id: int,
    credit: Money | None,
    reason: str,
    staff_user_id: int,
    now: datetime,
) -> None:
    """Uphold a dispute with a credit, or refuse it; in the caller's transaction, if any.

    The credit is on the next bill, with the taxes of the line. After a refusal, the days before a
    late fee begin anew.

    Args:
        dispute_id: which.
        credit: what is given back, up to the line's amount; None refuses it.
        reason: why, for the subscriber to read.
        staff_user_id: who decides.
        now: when.

    Raises:
        UnableToDispute: `decided_already`, `bad_amount` or `no_reason`.
    """
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise UnableToDispute("no_reason")
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update().get(pk=dispute_id)
        if dispute.outcome:
            raise UnableToDispute("decided_already")
        today = provider_date(now)
        if credit is not None:
            dispute.credit_id = _credit(dispute, credit, now)
        dispute.outcome = Dispute.Outcome.REFUSED if credit is None else Dispute.Outcome.UPHELD
        dispute.decided_date = today
        dispute.decided_by_id = staff_user_id
        dispute.reason = reason
        dispute.save()


def _credit(dispute: Dispute, credit: Money, now: datetime) -> int:
    if not 0 < credit.amount_minor <= dispute.amount_minor:
        raise UnableToDispute("bad_amount")
    asked = {"reference": dispute.reference, "is_open": False, "account_id": 0, "number": ""}
    (line,) = run(_LIST, asked)
    return add_charge(
        account_id=dispute.account_id,
        kind=Charge.Kind.CREDIT,
        amount=-credit,
        description=f"Given back: {line['description']}, bill {line['bill_number']}"[:200],
        effective_date=provider_date(now),
        tax_category=line["tax_category"],
        cause=f"ticket:{dispute.reference}",
        now=now,
    )
