"""What pages and other rooms ask about arrangements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings

from hearthline.billing.models import Arrangement
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run

_SQL = Path(__file__).parent / "sql" / "arrangements"


@dataclass(frozen=True, slots=True)
class StandingPart:
    """A part as it stands: `left` is what isn't paid of it, and of all parts before, `left_so_far`.

    Payments count for the first part that isn't paid, whenever they come. A part that is missed
    may still be paid until `last_date`, included.
    """

    position: int
    due_date: date
    last_date: date
    amount: Money
    left: Money
    left_so_far: Money

    @property
    def is_paid(self) -> bool:
        """Whether nothing is left of it."""
        return not self.left

    def is_missed(self, today: date) -> bool:
        """Whether its day has passed, and something is left."""
        return bool(self.left) and self.due_date < today


@dataclass(frozen=True, slots=True)
class StandingArrangement:
    """An arrangement that is on, with its parts in the order of their days."""

    id: int
    account_id: int
    made_date: date
    total: Money
    paid: Money
    is_by_staff: bool
    reason: str
    parts: tuple[StandingPart, ...]

    @property
    def left(self) -> Money:
        """What isn't paid of it."""
        return self.total - self.paid

    @property
    def next_part(self) -> StandingPart | None:
        """The first part that isn't paid; None once everything is."""
        return next((part for part in self.parts if part.left), None)

    def is_broken(self, today: date) -> bool:
        """Whether a part is so late that it ends."""
        return any(part.left and part.last_date < today for part in self.parts)


@dataclass(frozen=True, slots=True)
class PastArrangement:
    """One that is over: `end` is `kept`, `broken` or `cancelled`."""

    id: int
    made_at: datetime
    ended_date: date
    total: Money
    end: str
    is_by_staff: bool
    reason: str


def arrangement_on(*, account_id: int) -> StandingArrangement | None:
    """The arrangement that an account has now, or None."""
    return next(iter(standing(account_id=account_id)), None)


def standing(*, account_id: int | None = None) -> list[StandingArrangement]:
    """Arrangements that are on: of an account, or all of them."""
    rows = run(_SQL / "list_standing.sql", {"account_id": account_id})
    return [_standing([*group]) for _, group in groupby(rows, key=lambda row: row["id"])]


def is_arranged(*, account_id: int) -> bool:
    """Whether an arrangement is on: then there is no late fee, no suspension, no early charge."""
    return Arrangement.objects.filter(account_id=account_id, ended_date=None).exists()


def arranged_accounts() -> frozenset[int]:
    """The accounts of which that is true."""
    found = Arrangement.objects.filter(ended_date=None)
    return frozenset(found.values_list("account_id", flat=True))


@dataclass(frozen=True, slots=True)
class NextToPay:
    """What keeps an arrangement going: `amount` by `day`; `is_missed` if that day has passed."""

    amount: Money
    day: date
    is_missed: bool


def next_to_pay(*, account_id: int, today: date) -> NextToPay | None:
    """What to ask for first while an arrangement is on: its next part, and whatever is due by now.

    That is parts whose days have come, and bills since it was made that are due.
    """
    arrangement = arrangement_on(account_id=account_id)
    part = None if arrangement is None else arrangement.next_part
    if part is None:
        return None
    come = collectable(account_id=account_id, today=today)
    amount = max(part.left, come)
    return NextToPay(amount, part.due_date, part.is_missed(today))


def past_arrangements(*, account_id: int, limit: int = 10) -> list[PastArrangement]:
    """Arrangements that are over, newest first."""
    found = (
        Arrangement.objects.filter(account_id=account_id, ended_date__isnull=False)
        .select_related("account")
        .order_by("-id")[:limit]
    )
    return [
        PastArrangement(
            id=each.pk,
            made_at=each.made_at,
            ended_date=each.ended_date or provider_date(each.made_at),
            total=Money(each.total_minor, each.account.currency),
            end=each.end,
            is_by_staff=each.is_by_staff,
            reason=each.reason,
        )
        for each in found
    ]


def collectable(*, account_id: int, today: date) -> Money:
    """What may be taken from an account today by itself, as autopay does; never below zero.

    It is what is due by today; while an arrangement is on, of what it is about only the parts whose
    days have come.
    """
    arrangement = arrangement_on(account_id=account_id)
    arranged_minor = parts_minor = last_bill_id = 0
    if arrangement is not None:
        last_bill_id = Arrangement.objects.values_list("last_bill_id", flat=True).get(
            pk=arrangement.id
        )
        arranged_minor = arrangement.left.amount_minor
        come = [part.left.amount_minor for part in arrangement.parts if part.due_date <= today]
        parts_minor = sum(come)
    found = run(
        _SQL / "find_collectable.sql",
        {
            "account_id": account_id,
            "today": today,
            "arranged_minor": arranged_minor,
            "parts_minor": parts_minor,
            "last_bill_id": last_bill_id,
        },
    )[0]
    return Money(found["amount_minor"], found["currency"])


def _standing(rows: list[dict[str, Any]]) -> StandingArrangement:
    row = rows[0]
    currency = row["currency"]
    grace = timedelta(days=settings.ARRANGEMENT_GRACE_DAYS)
    return StandingArrangement(
        id=row["id"],
        account_id=row["account_id"],
        made_date=provider_date(row["made_at"]),
        total=Money(row["total_minor"], currency),
        paid=Money(row["paid_minor"], currency),
        is_by_staff=row["is_by_staff"],
        reason=row["reason"],
        parts=tuple(
            StandingPart(
                position=part["position"],
                due_date=part["due_date"],
                last_date=part["due_date"] + grace,
                amount=Money(part["amount_minor"], currency),
                left=Money(part["open_minor"], currency),
                left_so_far=Money(part["open_up_to_minor"], currency),
            )
            for part in rows
        ),
    )
