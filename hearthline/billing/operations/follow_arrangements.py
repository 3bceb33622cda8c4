"""What the days bring to arrangements: a part is due, missed, or too late; or all is paid."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from hearthline.billing.arrangements import StandingArrangement, StandingPart, standing
from hearthline.billing.late_fee_rule import late_fee_rule
from hearthline.billing.models import Arrangement
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.clock import provider_date

REMIND_DAYS = 3
"""So long before its day people are told of a part."""


def follow_arrangements(*, now: datetime) -> int:
    """End arrangements that are kept or broken, and tell people what their next part is.

    Each is a transaction of its own, and everybody is told of each thing once: it can run as often
    as one likes.

    Returns:
        How many ended.
    """
    today = provider_date(now)
    return sum(_follow(each.account_id, today, now) for each in standing())


def _follow(account_id: int, today: date, now: datetime) -> bool:
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        # As it stands now: a payment may have come meanwhile.
        for arrangement in standing(account_id=account_id):
            part = arrangement.next_part
            if part is None:
                _end(arrangement, Arrangement.End.KEPT, today, now)
                return True
            if arrangement.is_broken(today):
                _end(arrangement, Arrangement.End.BROKEN, today, now)
                return True
            if part.is_missed(today):
                _tell(arrangement, part, "arrangement_missed", now)
            elif part.due_date <= today + timedelta(days=REMIND_DAYS):
                _tell(arrangement, part, "arrangement_part_due", now)
    return False


def _end(
    arrangement: StandingArrangement, end: Arrangement.End, today: date, now: datetime
) -> None:
    Arrangement.objects.filter(pk=arrangement.id).update(ended_date=today, end=end)
    fees = late_fee_rule()
    tell_members(
        account_id=arrangement.account_id,
        kind=f"arrangement_{end}",
        context={
            "total": arrangement.total,
            "left": arrangement.left,
            "fee": fees.fee_on(arrangement.left),
            "fee_from": today + timedelta(days=fees.grace_days + 1),
            "pay_url": f"{settings.SITE_URL}/pay/",
        },
        about=f"arrangement:{arrangement.id}:{end}",
        now=now,
    )


def _tell(arrangement: StandingArrangement, part: StandingPart, kind: str, now: datetime) -> None:
    tell_members(
        account_id=arrangement.account_id,
        kind=kind,
        context={
            "amount": part.left_so_far,
            "day": part.due_date,
            "last_day": part.last_date,
            "link": f"{settings.SITE_URL}/bills/arrangement/",
            "pay_url": f"{settings.SITE_URL}/pay/",
        },
        about=f"arrangement:{arrangement.id}:{part.position}:{kind}",
        now=now,
    )
