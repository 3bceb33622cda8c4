"""What gives money back for a charge or a disputed line, within the limits of somebody's roles.

Both are adjustments: within the limit at once, above it once a second person approves
(`decide_adjustment`).
"""

from datetime import datetime

from django.db import transaction

from hearthline.billing.models import Adjustment, BillLine, Correction, Dispute, Waiver
from hearthline.billing.operations.adjustments import Refusal, UnableToAdjust, propose
from hearthline.billing.operations.disputes import UnableToDispute, refuse_dispute
from hearthline.billing.operations.fees import UnableToWaive, check_waivable
from hearthline.customers.models import Account
from hearthline.kernel.money import Money

_IN_FORCE = (Adjustment.State.PROPOSED, Adjustment.State.APPROVED)


def propose_waiver(*, charge_id: int, reason: str, user_id: int, now: datetime) -> Adjustment:
    """Let off a charge or fee, or ask for it; the same person again changes nothing.

    Args:
        charge_id: which; billed or not.
        reason: why, in up to 100 letters that the subscriber reads on the bill.
        user_id: the member of staff.
        now: when.

    Raises:
        UnableToAdjust: `reason`, `role`, `closed`, `unknown` (not a charge that can be let off),
            `disputed`, or `asked` (somebody else did it, or asks for it).
    """
    reason = " ".join(reason.split())[:100]
    if not reason:
        raise UnableToAdjust(Refusal.REASON)
    try:
        charge = check_waivable(charge_id=charge_id)
    except UnableToWaive as error:
        raise UnableToAdjust(Refusal.UNKNOWN) from error
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=charge.account_id)
        earlier = Adjustment.objects.filter(waives_id=charge_id)
        known = earlier.filter(state__in=_IN_FORCE).first()
        if known is not None and known.proposed_by_id == user_id:
            return known
        if known is not None or Waiver.objects.filter(charge_id=charge_id).exists():
            raise UnableToAdjust(Refusal.ASKED)
        if _is_disputed(charge_id):
            raise UnableToAdjust(Refusal.DISPUTED)
        asked = {
            "kind": Adjustment.Kind.WAIVER,
            "amount_minor": -charge.amount_minor,
            "reason": "waived",
            "words": reason,
            "applies": Adjustment.Applies.NEXT_BILL,
            "proposed_by_id": user_id,
            "waives_id": charge_id,
        }
        return propose(
            account_id=charge.account_id,
            asked=asked,
            idempotency_key=f"waiver:{charge_id}:{earlier.count()}",
            now=now,
        )


def _is_disputed(charge_id: int) -> bool:
    """Whether it is, or was upheld: nothing is given back both ways."""
    line = BillLine.objects.filter(charge_id=charge_id).first()
    if line is None:
        return False
    disputes = Dispute.objects.filter(bill_id=line.bill_id, position=line.position)
    return disputes.exclude(outcome=Dispute.Outcome.REFUSED).exists()


def _is_waived(dispute: Dispute) -> bool:
    """Whether the charge of its line is waived, or that waits for a second person."""
    charge_id = (
        BillLine.objects.filter(bill_id=dispute.bill_id, position=dispute.position)
        .values_list("charge_id", flat=True)
        .first()
    )
    if charge_id is None:
        return False
    asked = Adjustment.objects.filter(waives_id=charge_id, state=Adjustment.State.PROPOSED)
    return asked.exists() or Waiver.objects.filter(charge_id=charge_id).exists()


def decide_dispute(
    *,
    dispute_id: int,
    credit: Money | None,
    reason: str,
    staff_user_id: int,
    now: datetime,
) -> bool:
    """Uphold a dispute with a credit, or refuse it; in the caller's transaction, if any.

    A credit above somebody's limit waits for a second person; until then the dispute is open.

    Args:
        dispute_id: which.
        credit: what is given back, up to the line's amount; None refuses it.
        reason: why, for the subscriber to read.
        staff_user_id: who decides.
        now: when.

    Returns:
        Whether it is decided.

    Raises:
        UnableToDispute: `decided_already`, `waits`, `bad_amount`, `no_reason`, `role`,
            `taken_back`, `waived` or `closed`.
    """
    reason = " ".join(reason.split())[:500]
    if not reason:
        raise UnableToDispute("no_reason")
    with transaction.atomic():
        # The account first, as everywhere.
        account_id = Dispute.objects.values_list("account_id", flat=True).get(pk=dispute_id)
        Account.objects.select_for_update().get(pk=account_id)
        dispute = Dispute.objects.select_for_update().get(pk=dispute_id)
        if dispute.outcome:
            raise UnableToDispute("decided_already")
        if dispute.adjustments.filter(state=Adjustment.State.PROPOSED).exists():
            raise UnableToDispute("waits")
        if credit is None:
            refuse_dispute(
                dispute_id=dispute_id, reason=reason, staff_user_id=staff_user_id, now=now
            )
            return True
        if Correction.objects.filter(bill_id=dispute.bill_id).exists():
            raise UnableToDispute("taken_back")
        if _is_waived(dispute):
            raise UnableToDispute("waived")
        if not 0 < credit.amount_minor <= dispute.amount_minor:
            raise UnableToDispute("bad_amount")
        Dispute.objects.filter(pk=dispute_id).update(reason=reason)
        return _propose_credit(dispute, credit, staff_user_id, now)


def _propose_credit(dispute: Dispute, credit: Money, user_id: int, now: datetime) -> bool:
    asked = {
        "kind": Adjustment.Kind.DISPUTE,
        "amount_minor": -credit.amount_minor,
        "reason": "upheld",
        "words": "",
        "applies": Adjustment.Applies.NEXT_BILL,
        "proposed_by_id": user_id,
        "dispute_id": dispute.pk,
    }
    try:
        made = propose(
            account_id=dispute.account_id,
            asked=asked,
            idempotency_key=f"dispute:{dispute.pk}:{dispute.adjustments.count()}",
            now=now,
        )
    except UnableToAdjust as error:
        is_closed = error.refusal is Refusal.CLOSED
        raise UnableToDispute("closed" if is_closed else "role") from error
    return made.state == Adjustment.State.APPROVED
