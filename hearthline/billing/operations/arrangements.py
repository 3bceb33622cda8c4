"""Agreeing to pay later or in parts. An arrangement promises; the ledger doesn't hear of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from hearthline.billing.arrangement_rules import (
    EVERY,
    STAFF_LONGEST_DAYS,
    STAFF_MOST_PARTS,
    ArrangementRules,
    Part,
    arrangement_rules,
    divide,
)
from hearthline.billing.late_fee_rule import late_fee_rule
from hearthline.billing.models import Arrangement, ArrangementPart, Bill
from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money

_A_YEAR = timedelta(days=365)


class UnableToArrange(Exception):
    """There can't be such an arrangement; `reason` is a code of `arrangement_reasons`."""

    def __init__(self, reason: str, *, subject: object = "") -> None:
        super().__init__(f"{reason} {subject}".strip())
        self.reason = reason
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Proposal:
    """Into how many parts, from which day on, how far apart (`EVERY`)."""

    parts: int
    first_date: date
    every: str


@dataclass(frozen=True, slots=True)
class ArrangementQuote:
    """An arrangement as it would be. It costs nothing itself.

    `late_fee` is what would come, after `fee_grace_days` from its end, if it broke; zero where the
    provider has no late fees. A part that isn't paid `grace_days` after its day breaks it. `seen`
    stands for all of it: whoever agrees hands it back.
    """

    total: Money
    parts: tuple[Part, ...]
    grace_days: int
    late_fee: Money
    fee_grace_days: int
    seen: str

    @property
    def last_date(self) -> date:
        """The day of the last part."""
        return self.parts[-1].due_date


def quote_arrangement(
    *, account_id: int, user_id: int, proposal: Proposal, now: datetime
) -> ArrangementQuote:
    """What an arrangement would come to: dates, amounts, and what happens if one is missed.

    Raises:
        UnableToArrange: it isn't allowed; the reason says why.
    """
    account = Account.objects.get(pk=account_id)
    _hold_person(account, user_id)
    return _quote(account, proposal, now)


def agree_arrangement(
    *,
    account_id: int,
    user_id: int,
    proposal: Proposal,
    seen: str,
    idempotency_key: str,
    now: datetime,
) -> int:
    """Make the arrangement that was shown; people are told of its days.

    Args:
        account_id: whose.
        user_id: a member who may pay.
        proposal: what was proposed.
        seen: the quote's, so that nobody agrees to what they weren't shown.
        idempotency_key: the form's; the same form again is the same arrangement.
        now: when.

    Returns:
        The arrangement's id.

    Raises:
        UnableToArrange: it isn't allowed, or `changed` since it was shown.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        _hold_person(account, user_id)
        earlier = _of_form(account, idempotency_key)
        if earlier is not None:
            return earlier
        quote = _quote(account, proposal, now)
        if quote.seen != seen:
            raise UnableToArrange("changed")
        return _make(account, quote.parts, user_id=user_id, reason="", key=idempotency_key, now=now)


def arrange_by_staff(
    *,
    account_id: int,
    staff_user_id: int,
    proposal: Proposal,
    reason: str,
    idempotency_key: str,
    now: datetime,
) -> int:
    """Make an arrangement that may go beyond the rules, for a reason that the subscriber reads.

    Returns:
        The arrangement's id.

    Raises:
        UnableToArrange: nothing is due, one is on, no reason, or it makes no sense.
    """
    reason = " ".join(reason.split())[:200]
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        earlier = _of_form(account, idempotency_key)
        if earlier is not None:
            return earlier
        if not reason:
            raise UnableToArrange("no_reason")
        total = _owed(account)
        beyond = ArrangementRules(
            STAFF_MOST_PARTS, STAFF_LONGEST_DAYS, Money(1, account.currency), 0, 0
        )
        parts = _parts(total, proposal, beyond, provider_date(now))
        return _make(
            account, parts, user_id=staff_user_id, reason=reason, key=idempotency_key, now=now
        )


def cancel_arrangement(*, account_id: int, now: datetime) -> bool:
    """End an account's arrangement, by staff; fees may come from then on, not for before.

    Returns:
        Whether there was one.
    """
    ended = Arrangement.objects.filter(account_id=account_id, ended_date=None).update(
        ended_date=provider_date(now), end=Arrangement.End.CANCELLED
    )
    return bool(ended)


def _hold_person(account: Account, user_id: int) -> None:
    if not permissions_of(account_id=account.pk, user_id=user_id).may_pay:
        raise UnableToArrange("not_allowed")


def _of_form(account: Account, key: str) -> int | None:
    return (
        Arrangement.objects.filter(account=account, idempotency_key=key)
        .values_list("pk", flat=True)
        .first()
    )


def _quote(account: Account, proposal: Proposal, now: datetime) -> ArrangementQuote:
    rules = arrangement_rules(currency=account.currency)
    today = provider_date(now)
    total = _owed(account)
    _hold_history(account, rules, now)
    parts = _parts(total, proposal, rules, today)
    fees = late_fee_rule()
    return ArrangementQuote(
        total=total,
        parts=parts,
        grace_days=rules.grace_days,
        late_fee=fees.fee_on(total),
        fee_grace_days=fees.grace_days,
        seen=_seen(parts),
    )


def _owed(account: Account) -> Money:
    if Arrangement.objects.filter(account=account, ended_date=None).exists():
        raise UnableToArrange("one_is_on")
    total = balance(account_id=account.pk)
    if total.amount_minor <= 0:
        raise UnableToArrange("nothing_due")
    return total


def _hold_history(account: Account, rules: ArrangementRules, now: datetime) -> None:
    if not rules.most_parts:
        raise UnableToArrange("call_us")
    lately = Arrangement.objects.filter(account=account, made_at__gt=now - _A_YEAR)
    if lately.filter(end=Arrangement.End.BROKEN).exists():
        raise UnableToArrange("broken_before")
    if lately.filter(is_by_staff=False).count() >= rules.most_a_year:
        raise UnableToArrange("too_often", subject=rules.most_a_year)


def _parts(
    total: Money, proposal: Proposal, rules: ArrangementRules, today: date
) -> tuple[Part, ...]:
    if not 1 <= proposal.parts <= rules.most_parts:
        raise UnableToArrange("too_many_parts", subject=rules.most_parts)
    last_day = today + timedelta(days=rules.longest_days)
    if not today < proposal.first_date <= last_day or proposal.every not in EVERY:
        raise UnableToArrange("too_late", subject=last_day)
    parts = divide(
        total=total,
        parts=proposal.parts,
        first_date=proposal.first_date,
        every=proposal.every,
    )
    if parts[-1].due_date > last_day:
        raise UnableToArrange("too_late", subject=last_day)
    if proposal.parts > 1 and parts[-1].amount.amount_minor < rules.least_part.amount_minor:
        raise UnableToArrange("part_too_small", subject=rules.least_part)
    return parts


def _seen(parts: Sequence[Part]) -> str:
    text = "/".join(f"{part.due_date}:{part.amount.amount_minor}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _make(
    account: Account,
    parts: Sequence[Part],
    *,
    user_id: int,
    reason: str,
    key: str,
    now: datetime,
) -> int:
    newest = Bill.objects.filter(account=account).aggregate(id=Max("id"))["id"]
    made = Arrangement.objects.create(
        account=account,
        total_minor=sum(part.amount.amount_minor for part in parts),
        last_bill_id=newest or 0,
        made_at=now,
        made_by_id=user_id,
        is_by_staff=bool(reason),
        reason=reason,
        idempotency_key=key,
    )
    ArrangementPart.objects.bulk_create(
        ArrangementPart(
            arrangement=made,
            position=position,
            due_date=part.due_date,
            amount_minor=part.amount.amount_minor,
        )
        for position, part in enumerate(parts, start=1)
    )
    tell_members(
        account_id=account.pk,
        kind="arrangement_agreed",
        context={
            "parts": parts,
            "grace_days": settings.ARRANGEMENT_GRACE_DAYS,
            "total": Money(made.total_minor, account.currency),
            "link": f"{settings.SITE_URL}/bills/arrangement/",
        },
        about=f"arrangement:{made.pk}:agreed",
        now=now,
    )
    return made.pk
