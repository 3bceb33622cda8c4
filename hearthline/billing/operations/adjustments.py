"""What staff change about an account's money: credits, charges, write-offs, refunds, deposits.

Waivers and upheld disputes are adjustments too (`within_limits`), and count like any credit.

Within the limits of somebody's roles it takes effect at once; above them it waits for a second
person. What counts is all that the same person gave the same account within 30 days, so that many
small ones are no way around.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Abs

from hearthline.billing.deposits import deposit_held
from hearthline.billing.models import Adjustment, Payout
from hearthline.billing.operations.charges import add_charge as charge_next_bill
from hearthline.billing.operations.charges import add_deposit_charge
from hearthline.billing.operations.disputes import UnableToDispute, uphold_dispute
from hearthline.billing.operations.fees import UnableToWaive, waive_charge
from hearthline.billing.operations.ledger import Leg, post_transaction
from hearthline.billing.queries import balance
from hearthline.billing.reasons import REASONS, told
from hearthline.customers.models import Account
from hearthline.identity.queries import staff_roles
from hearthline.identity.roles import ADMIN
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money, minor_digits

Kind = Adjustment.Kind
WINDOW = timedelta(days=30)
_BOOKS = {
    Kind.ADJUSTMENT: "revenue",
    Kind.WRITE_OFF: "bad_debt",
    Kind.REFUND: "refunds",
    Kind.DEPOSIT_USED: "deposits",
}
"""Where the other leg of a posting lies."""
_CREDITS = (Kind.ADJUSTMENT, Kind.WAIVER, Kind.DISPUTE)
"""What shares one limit: whatever a credit is called, it is given once."""


class Refusal(StrEnum):
    """Why something can't be done."""

    AMOUNT = "amount"
    REASON = "reason"
    ROLE = "role"
    NOT_OWED = "not_owed"
    NO_CREDIT = "no_credit"
    NO_DEPOSIT = "no_deposit"
    USED = "used"
    UNKNOWN = "unknown"
    DECIDED = "decided"
    YOURSELF = "yourself"
    ABOVE_YOUR_LIMIT = "above_your_limit"
    ASKED = "asked"
    CLOSED = "closed"
    DISPUTED = "disputed"


class UnableToAdjust(Exception):
    """Nothing was changed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def propose_adjustment(
    *,
    account_id: int,
    kind: str,
    amount_minor: int,
    reason: str,
    words: str,
    applies: str,
    user_id: int,
    idempotency_key: str,
    now: datetime,
) -> Adjustment:
    """Change what an account owes, or ask for it where that takes a second person.

    Args:
        account_id: whose.
        kind: one of `Adjustment.Kind` that isn't about a charge or a dispute.
        amount_minor: the change to what is owed: below zero for less. A deposit above zero is
            taken, below zero given back, both on the next bill.
        reason: one of `REASONS` of this kind.
        words: what else the subscriber reads; may be empty.
        applies: `now` posts it, `next_bill` puts it there. Only plain adjustments can choose.
        user_id: who asks.
        idempotency_key: the same key again is the same adjustment.
        now: when.

    Raises:
        UnableToAdjust: see `Refusal`.
    """
    chosen = Kind(kind)
    if chosen in {Kind.WAIVER, Kind.DISPUTE} or reason not in REASONS[kind]:
        raise UnableToAdjust(Refusal.REASON)
    _check_sign(chosen, amount_minor)
    applies = applies if chosen is Kind.ADJUSTMENT else _WHEN[chosen]
    asked = {
        "kind": kind,
        "amount_minor": amount_minor,
        "reason": reason,
        "words": words,
        "applies": applies,
        "proposed_by_id": user_id,
    }
    return propose(account_id=account_id, asked=asked, idempotency_key=idempotency_key, now=now)


def propose(
    *, account_id: int, asked: dict[str, Any], idempotency_key: str, now: datetime
) -> Adjustment:
    """The same with an adjustment's fields, which the caller has checked, of any kind."""
    kind, amount_minor, user_id = asked["kind"], asked["amount_minor"], asked["proposed_by_id"]
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        known = account.adjustments.filter(idempotency_key=idempotency_key).first()
        if known is not None:
            if any(getattr(known, name) != value for name, value in asked.items()):
                raise UnableToAdjust(Refusal.USED)
            return known
        limit = limit_minor(user_id=user_id, kind=kind, currency=account.currency)
        if limit is None:
            raise UnableToAdjust(Refusal.ROLE)
        _check_possible(account, Kind(kind), amount_minor, asked["applies"])
        adjustment = Adjustment(
            account=account,
            currency=account.currency,
            state=Adjustment.State.PROPOSED,
            proposed_at=now,
            idempotency_key=idempotency_key,
            **asked,
        )
        if abs(amount_minor) + _given(account_id, Kind(kind), user_id, now) > limit:
            adjustment.save(force_insert=True)
            return adjustment
        adjustment.save(force_insert=True)
        _take_effect(account, adjustment, decided_by_id=None, now=now)
    return adjustment


def decide_adjustment(
    *, adjustment_id: int, approve: bool, user_id: int, now: datetime
) -> Adjustment:
    """Approve or refuse what somebody else proposed; the same answer again changes nothing.

    Raises:
        UnableToAdjust: it is unknown or decided otherwise, by the same person, above this one's
            limit, or not possible any more.
    """
    with transaction.atomic():
        found = Adjustment.objects.filter(pk=adjustment_id).first()
        if found is None:
            raise UnableToAdjust(Refusal.UNKNOWN)
        account = Account.objects.select_for_update().get(pk=found.account_id)
        adjustment = Adjustment.objects.select_for_update().get(pk=adjustment_id)
        wanted = Adjustment.State.APPROVED if approve else Adjustment.State.REFUSED
        if adjustment.state != Adjustment.State.PROPOSED:
            if adjustment.state == wanted and adjustment.decided_by_id == user_id:
                return adjustment
            raise UnableToAdjust(Refusal.DECIDED)
        if adjustment.proposed_by_id == user_id:
            raise UnableToAdjust(Refusal.YOURSELF)
        _check_decider(adjustment, user_id, is_approving=approve)
        if approve:
            _check_possible(
                account, Kind(adjustment.kind), adjustment.amount_minor, adjustment.applies
            )
            _take_effect(account, adjustment, decided_by_id=user_id, now=now)
        else:
            adjustment.state, adjustment.decided_at = wanted, now
            adjustment.decided_by_id = user_id
            adjustment.save()
            if adjustment.dispute is not None:
                adjustment.dispute.reason = ""  # it is open again, for another decision
                adjustment.dispute.save(update_fields=["reason"])
    return adjustment


def ask_for_closing_refund(
    *, account: Account, amount_minor: int, user_id: int | None, reference: str, now: datetime
) -> Adjustment:
    """Have a closed account's credit paid back; the caller holds the account.

    Within the limit of who closes it, it is to be paid out at once; else somebody approves it.

    Args:
        account: whose.
        amount_minor: its credit.
        user_id: who closes it; None if nobody is there, then somebody always approves it.
        reference: the same again is the same refund.
        now: the time.
    """
    asked = Adjustment(
        account=account,
        kind=Kind.REFUND,
        amount_minor=amount_minor,
        currency=account.currency,
        reason="closed",
        applies=Adjustment.Applies.NOW,
        state=Adjustment.State.PROPOSED,
        proposed_by_id=user_id,
        proposed_at=now,
        idempotency_key=reference,
    )
    asked.save(force_insert=True)
    if user_id is not None:
        limit = limit_minor(user_id=user_id, kind=Kind.REFUND, currency=account.currency) or 0
        if amount_minor + _given(account.pk, Kind.REFUND, user_id, now) <= limit:
            _take_effect(account, asked, decided_by_id=None, now=now)
    return asked


def limit_minor(*, user_id: int, kind: str, currency: str) -> int | None:
    """What somebody may do alone, in minor units; None for what their roles don't do at all.

    A deposit is the account's own money: whoever may move it needs nobody else.
    """
    roles = staff_roles(user_id=user_id)
    if kind in {Kind.DEPOSIT, Kind.DEPOSIT_USED}:
        return 10**15 if not roles.isdisjoint({"billing", ADMIN}) else None
    limits = settings.ADJUSTMENT_LIMITS if kind in _CREDITS else settings.WRITE_OFF_LIMITS
    own = [whole for role, whole in limits.items() if role in roles]
    return max(own) * 10 ** minor_digits(currency) if own else None


def _check_sign(kind: Kind, amount_minor: int) -> None:
    sign = {Kind.WRITE_OFF: -1, Kind.DEPOSIT_USED: -1, Kind.REFUND: 1}.get(kind, 0)
    if amount_minor == 0 or amount_minor * sign < 0 or abs(amount_minor) > 10**12:
        raise UnableToAdjust(Refusal.AMOUNT)


def _check_possible(account: Account, kind: Kind, amount_minor: int, applies: str) -> None:
    """What can't be more than there is, or wait for a bill that won't come. It is held."""
    if applies == Adjustment.Applies.NEXT_BILL and account.status == Account.Status.CLOSED:
        raise UnableToAdjust(Refusal.CLOSED)
    owed = balance(account_id=account.pk).amount_minor
    if kind is Kind.WRITE_OFF and -amount_minor > owed:
        raise UnableToAdjust(Refusal.NOT_OWED)
    if kind is Kind.REFUND and amount_minor > -owed:
        raise UnableToAdjust(Refusal.NO_CREDIT)
    if kind in {Kind.DEPOSIT, Kind.DEPOSIT_USED} and amount_minor < 0:
        if -amount_minor > deposit_held(account_id=account.pk).free.amount_minor:
            raise UnableToAdjust(Refusal.NO_DEPOSIT)
        if kind is Kind.DEPOSIT_USED and -amount_minor > owed:
            raise UnableToAdjust(Refusal.NOT_OWED)


def _check_decider(adjustment: Adjustment, user_id: int, *, is_approving: bool) -> None:
    """An admin approves any amount; others what they could have given themselves."""
    roles = staff_roles(user_id=user_id)
    if roles.isdisjoint({"billing", ADMIN}):
        raise UnableToAdjust(Refusal.ROLE)
    if ADMIN in roles or not is_approving:
        return
    limit = limit_minor(user_id=user_id, kind=adjustment.kind, currency=adjustment.currency) or 0
    if abs(adjustment.amount_minor) > limit:
        raise UnableToAdjust(Refusal.ABOVE_YOUR_LIMIT)


def _given(account_id: int, kind: Kind, user_id: int, now: datetime) -> int:
    """What somebody gave an account alone within the window, in minor units."""
    alone = Adjustment.objects.filter(
        account_id=account_id,
        kind__in=_CREDITS if kind in _CREDITS else [kind],
        proposed_by_id=user_id,
        decided_by__isnull=True,
        state=Adjustment.State.APPROVED,
        proposed_at__gt=now - WINDOW,
    )
    return alone.aggregate(given=Sum(Abs("amount_minor")))["given"] or 0


_WHEN = {
    Kind.WRITE_OFF: Adjustment.Applies.NOW,
    Kind.REFUND: Adjustment.Applies.NOW,
    Kind.DEPOSIT: Adjustment.Applies.NEXT_BILL,
    Kind.DEPOSIT_USED: Adjustment.Applies.NOW,
}


def _take_effect(
    account: Account, adjustment: Adjustment, *, decided_by_id: int | None, now: datetime
) -> None:
    """Charge or post it. The adjustment is saved and the account held."""
    if adjustment.kind in {Kind.WAIVER, Kind.DISPUTE}:
        adjustment.charge_id = _give_back(adjustment, now)
    elif adjustment.applies == Adjustment.Applies.NEXT_BILL:
        adjustment.charge_id = _charge(account, adjustment, now)
    else:
        adjustment.ledger_transaction_id = _post(account, adjustment, now)
    adjustment.state = Adjustment.State.APPROVED
    adjustment.decided_at, adjustment.decided_by_id = now, decided_by_id
    adjustment.save()
    if adjustment.kind == Kind.REFUND:
        Payout.objects.create(
            adjustment=adjustment,
            account=account,
            amount_minor=adjustment.amount_minor,
            currency=adjustment.currency,
            created_at=now,
        )


def _give_back(adjustment: Adjustment, now: datetime) -> int:
    """The credit for a charge or a disputed line, which stays what it is."""
    try:
        if adjustment.waives_id is not None:
            return waive_charge(
                charge_id=adjustment.waives_id,
                reason=adjustment.words,
                by_id=adjustment.proposed_by_id,
                now=now,
            )
        by_id = adjustment.proposed_by_id
        assert adjustment.dispute_id and by_id  # noqa: S101, PT018 - its kind says so
        return uphold_dispute(
            dispute_id=adjustment.dispute_id,
            credit=Money(-adjustment.amount_minor, adjustment.currency),
            staff_user_id=by_id,
            now=now,
        )
    except (UnableToWaive, UnableToDispute) as error:
        raise UnableToAdjust(Refusal.UNKNOWN) from error


def _charge(account: Account, adjustment: Adjustment, now: datetime) -> int:
    common = {
        "account_id": account.pk,
        "amount": Money(adjustment.amount_minor, adjustment.currency),
        "description": _told(account, adjustment),
        "effective_date": provider_date(now),
        "cause": f"adjustment:{adjustment.pk}",
        "now": now,
    }
    if adjustment.kind == Kind.DEPOSIT:
        return add_deposit_charge(**common)  # type: ignore[arg-type]
    kind = "credit" if adjustment.amount_minor < 0 else "one_off"
    return charge_next_bill(kind=kind, **common)  # type: ignore[arg-type]


def _post(account: Account, adjustment: Adjustment, now: datetime) -> int:
    kind, amount = Kind(adjustment.kind), adjustment.amount_minor
    return post_transaction(
        account_id=account.pk,
        kind=adjustment.kind,
        legs=[Leg("receivable", account.pk, amount), Leg(_BOOKS[kind], None, -amount)],
        currency=adjustment.currency,
        scope="adjustment",
        idempotency_key=str(adjustment.pk),
        description=_told(account, adjustment),
        occurred_at=now,
        now=now,
    )


def _told(account: Account, adjustment: Adjustment) -> str:
    return told(
        kind=adjustment.kind,
        reason=adjustment.reason,
        words=adjustment.words,
        language=account.language,
    )
