"""What staff asked for and decided about accounts' money, for the console."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hearthline.billing.models import Adjustment, Closing, Payout
from hearthline.billing.queries import balance
from hearthline.billing.reasons import NAMES, REASONS
from hearthline.kernel.money import Money

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """An adjustment with both people's names; `decided_by` is empty where one was enough.

    `ticket_number` is the request about the line that it gives back, empty if it isn't about one.
    `proposed_by` is empty where a closed account's credit is to be paid back.
    """

    id: int
    account_number: str
    account_name: str
    kind: str
    what: str
    reason: str
    words: str
    ticket_number: str
    amount: Money
    applies: str
    state: str
    proposed_by_id: int | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """A refund to be paid out, paid, or taken back.

    `owed` is what its account owes again, which keeps it from being paid out: a closed one's.
    """

    id: int
    account_number: str
    account_name: str
    amount: Money
    created_at: datetime
    paid_at: datetime | None
    paid_by: str
    reference: str
    taken_back_at: datetime | None
    owed: Money


def adjustments_of(*, account_id: int) -> tuple[AdjustmentLine, ...]:
    """An account's adjustments, newest first."""
    found = _adjustments().filter(account_id=account_id).order_by("-pk")[:MOST_SHOWN]
    return tuple(map(_line, found))


def adjustments_waiting() -> tuple[AdjustmentLine, ...]:
    """What waits for a second person, oldest first."""
    found = _adjustments().filter(state="proposed").order_by("proposed_at", "pk")[:MOST_SHOWN]
    return tuple(map(_line, found))


def adjustment_by_id(*, adjustment_id: int) -> AdjustmentLine | None:
    """One of them, or None."""
    found = _adjustments().filter(pk=adjustment_id).first()
    return None if found is None else _line(found)


def payouts_waiting() -> tuple[PayoutLine, ...]:
    """Refunds to be paid out, oldest first."""
    waiting = _payouts().filter(paid_at__isnull=True, taken_back_at__isnull=True)
    found = waiting.order_by("created_at", "pk")[:MOST_SHOWN]
    return tuple(map(_payout, found))


def payout_by_id(*, payout_id: int) -> PayoutLine | None:
    """One of them, or None."""
    found = _payouts().filter(pk=payout_id).first()
    return None if found is None else _payout(found)


def owes_again(*, account_id: int) -> Money:
    """What a closed account owes; nothing for one that is open, whose bills have their own days."""
    owed = balance(account_id=account_id)
    is_closed = Closing.objects.filter(account_id=account_id, closed_at__isnull=False).exists()
    return Money(max(owed.amount_minor, 0) if is_closed else 0, owed.currency)


def _adjustments() -> QuerySet[Adjustment]:
    return Adjustment.objects.select_related(
        "account", "proposed_by", "decided_by", "waives", "dispute"
    )


def _payouts() -> QuerySet[Payout]:
    return Payout.objects.select_related("account", "paid_by")


def _reason(row: Adjustment) -> str:
    """What was chosen or, of a waiver, which charge it is about."""
    if row.waives is not None:
        return row.waives.description
    return str(REASONS[row.kind].get(row.reason, row.reason))


def _line(row: Adjustment) -> AdjustmentLine:
    return AdjustmentLine(
        id=row.pk,
        account_number=row.account.number,
        account_name=row.account.name,
        kind=row.kind,
        what=str(NAMES[row.kind]),
        reason=_reason(row),
        words=row.dispute.reason if row.dispute else row.words,
        ticket_number=row.dispute.reference if row.dispute else "",
        amount=Money(row.amount_minor, row.currency),
        applies=row.applies,
        state=row.state,
        proposed_by_id=row.proposed_by_id,
        proposed_by=row.proposed_by.username if row.proposed_by else "",
        proposed_at=row.proposed_at,
        decided_by=row.decided_by.username if row.decided_by else "",
        decided_at=row.decided_at,
    )


def _payout(row: Payout) -> PayoutLine:
    return PayoutLine(
        id=row.pk,
        account_number=row.account.number,
        account_name=row.account.name,
        amount=Money(row.amount_minor, row.currency),
        created_at=row.created_at,
        paid_at=row.paid_at,
        paid_by=row.paid_by.username if row.paid_by else "",
        reference=row.reference,
        taken_back_at=row.taken_back_at,
        owed=owes_again(account_id=row.account_id),
    )
