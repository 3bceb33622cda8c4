"""Telling people that their account is closed, or is to be, and that a bill was corrected.

Each in the transaction of what it tells of. Everybody of a household hears that it ends; what a
bill comes to is for those who see bills.
"""

from datetime import date, datetime
from urllib.parse import quote

from django.conf import settings

from hearthline.billing.models import Bill, Closing
from hearthline.billing.queries import balance
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.kernel.money import Money


def tell_closing_planned(*, account: Account, closing: Closing, now: datetime) -> None:
    """An account is to be closed on a day that wasn't told of yet."""
    day = closing.closes_date
    about = f"closing:{closing.pk}:{day}:{now.timestamp():.0f}"
    _tell_of_closing("account_closing", account, day, about, now)


def tell_kept(*, account: Account, closing: Closing, now: datetime) -> None:
    """It stays after all."""
    day = closing.closes_date
    _tell_of_closing("account_stays", account, day, f"closing:{closing.pk}:kept", now)


def tell_closed(
    *, account: Account, closing: Closing, day: date, bill_number: str, now: datetime
) -> None:
    """It is closed. `bill_number` is empty if there was nothing to bill."""
    about = f"closing:{closing.pk}:closed"
    _tell_of_closing("account_closed", account, day, about, now, has_bill=bool(bill_number))


def _tell_of_closing(
    kind: str, account: Account, day: date, about: str, now: datetime, *, has_bill: bool = False
) -> None:
    tell_members(
        account_id=account.pk,
        kind=kind,
        context={
            "number": account.number,
            "day": day,
            "has_bill": has_bill,
            "overview_url": f"{settings.SITE_URL}/",
        },
        about=about,
        now=now,
    )


def tell_corrected(
    *, wrong: Bill, note: Bill, rebill: Bill | None, reason: str, now: datetime
) -> None:
    """A bill was taken back: what was wrong, what takes its place, and what is owed now."""
    owed = balance(account_id=wrong.account_id)
    new_total = rebill.total_minor if rebill else 0
    difference = new_total - wrong.total_minor
    number = rebill.number if rebill else note.number
    tell_members(
        account_id=wrong.account_id,
        kind="bill_corrected",
        context={
            "number": wrong.number,
            "rebill": rebill.number if rebill else "",
            "reason": reason,
            "old_total": Money(wrong.total_minor, wrong.currency),
            "new_total": Money(new_total, wrong.currency),
            "distance": Money(abs(difference), wrong.currency),
            "is_higher": difference > 0,
            "owed": owed if owed.amount_minor > 0 else None,
            "bill_url": f"{settings.SITE_URL}/bills/{quote(number)}/",
        },
        about=f"bill:{wrong.number}:corrected",
        now=now,
    )
