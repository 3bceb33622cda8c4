"""An account is closed: its services end, its last bill is issued, deposits go back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext, override

from hearthline.billing.models import Bill, Charge, Closing
from hearthline.billing.operations.adjustments import ask_for_closing_refund
from hearthline.billing.operations.issuing import issue_bills
from hearthline.billing.operations.news import tell_closed, tell_closing_planned, tell_kept
from hearthline.billing.operations.outside_taxes import issue_with_taxes
from hearthline.billing.period import period_date
from hearthline.billing.queries import BillDetail, balance, bill_detail
from hearthline.customers.models import Account
from hearthline.customers.operations import end_account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run
from hearthline.kernel.trials import taken_back
from hearthline.subscriptions.operations import end_everything

log = structlog.get_logger(__name__)

FARTHEST_DAYS = 90
"""How many days ahead an account's end may be planned."""
_SUM_DEPOSIT = Path(__file__).parents[1] / "sql" / "sum_deposit_to_return.sql"


class UnableToClose(Exception):
    """The account isn't closed. `reason`: `not_found`, `closed`, `past`, `too_far`, `no_reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of it. `bill_number` is empty if there was nothing to bill, or it is yet to come.

    `credit` is what the account has paid too much and is to get back.
    """

    is_done: bool
    bill_number: str
    credit: Money


@dataclass(frozen=True, slots=True)
class ClosingPreview:
    """The final bill as it would be today, and how the account would stand."""

    bill: BillDetail | None
    balance: Money


def close_account(
    *, account_id: int, on_date: date, reason: str, user_id: int | None, now: datetime
) -> Closed:
    """Close an account today, or on a day to come (`close_due_accounts` then does it).

    Its services end and the network is told; orders that wait are undone. The final bill gives
    back the days that were paid ahead and the deposits that are held, and takes what is open:
    days in arrears, usage, charges. What is then paid too much is asked for as a refund. Planning
    again changes the day.

    Args:
        account_id: whose.
        on_date: the first day without services: today or up to `FARTHEST_DAYS` ahead.
        reason: why, in words.
        user_id: the member of staff.
        now: the time.

    Raises:
        UnableToClose: `reason` says why not.
        UnableToAssessTaxes: the tax service is down; nothing is changed.
    """
    today = provider_date(now)
    if not reason.strip():
        raise UnableToClose("no_reason")
    if on_date < today:
        raise UnableToClose("past")
    if on_date > today + timedelta(days=FARTHEST_DAYS):
        raise UnableToClose("too_far")
    asked = {
        "closes_date": on_date,
        "reason": reason.strip()[:200],
        "asked_by_id": user_id,
        "asked_at": now,
    }
    return issue_with_taxes(issue=partial(_close_and_tell, account_id, asked, now), now=now)


def _close_and_tell(account_id: int, asked: dict[str, Any], now: datetime) -> Closed:
    before = Closing.objects.filter(account_id=account_id, closed_at=None)
    told_day = before.values_list("closes_date", flat=True).first()
    done = _plan_or_close(account_id, asked, now)
    closing = Closing.objects.select_related("account").get(account_id=account_id)
    if done.is_done:
        _tell_closed(closing, done, now)
    elif closing.closes_date != told_day:
        tell_closing_planned(account=closing.account, closing=closing, now=now)
    return done


def _tell_closed(closing: Closing, done: Closed, now: datetime) -> None:
    tell_closed(
        account=closing.account,
        closing=closing,
        day=provider_date(now),
        bill_number=done.bill_number,
        now=now,
    )


def _plan_or_close(account_id: int, asked: dict[str, Any], now: datetime) -> Closed:
    account = _locked(account_id)
    closing, _ = Closing.objects.update_or_create(account=account, defaults=asked)
    if closing.closes_date > provider_date(now):
        return Closed(is_done=False, bill_number="", credit=Money(0, account.currency))
    return _close(account, closing, asked.get("asked_by_id"), now)


def keep_account(*, account_id: int, now: datetime) -> None:
    """Give up a closing that hasn't come yet, and say so; without one it does nothing."""
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
        closing = Closing.objects.filter(account_id=account_id, closed_at=None).first()
        if account is None or closing is None:
            return
        tell_kept(account=account, closing=closing, now=now)
        closing.delete()


def preview_closing(*, account_id: int, now: datetime) -> ClosingPreview:
    """What closing the account now would bill; nothing of it stays.

    Raises:
        UnableToClose: `not_found` or `closed`.
        UnableToAssessTaxes: the tax service is down.
    """

    def trial() -> ClosingPreview:
        with taken_back():
            asked = {"closes_date": provider_date(now), "asked_at": now}
            done = _plan_or_close(account_id, asked, now)
            bill = None
            if done.bill_number:
                bill = bill_detail(account_id=account_id, number=done.bill_number)
            return ClosingPreview(bill, balance(account_id=account_id))

    return issue_with_taxes(issue=trial, now=now)


def close_due_accounts(*, now: datetime) -> int:
    """Close the accounts whose day has come, each in a transaction of its own; how many."""
    due = Closing.objects.filter(closed_at=None, closes_date__lte=provider_date(now))
    done = 0
    for account_id in list(due.order_by("closes_date", "pk").values_list("account_id", flat=True)):
        try:
            done += issue_with_taxes(issue=partial(_close_if_due, account_id, now), now=now)
        except Exception:  # one that can't go on holds back no other
            log.exception("closing_stuck", account_id=account_id)
    return done


def _close_if_due(account_id: int, now: datetime) -> bool:
    account = _locked(account_id)
    closing = Closing.objects.filter(account=account, closed_at=None).first()
    if closing is None or closing.closes_date > provider_date(now):
        return False
    done = _close(account, closing, closing.asked_by_id, now)
    _tell_closed(closing, done, now)
    return True


def _locked(account_id: int) -> Account:
    account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
    if account is None:
        raise UnableToClose("not_found")
    if account.status == Account.Status.CLOSED:
        raise UnableToClose("closed")
    return account


def _close(account: Account, closing: Closing, user_id: int | None, now: datetime) -> Closed:
    today = provider_date(now)
    end_everything(account_id=account.pk, on_date=today, reference=f"closing:{closing.pk}", now=now)
    end_account(account_id=account.pk)
    deposit = _give_deposit_back(account, today, now)
    issued = issue_bills(
        account_ids=[account.pk],
        bill_date=today,
        now=now,
        kind=Bill.Kind.FINAL,
        period_end=today + timedelta(days=1),
        period_date=period_date(account.billing_day, today),
    )
    left = balance(account_id=account.pk)
    credit = Money(max(-left.amount_minor, 0), account.currency)
    Closing.objects.filter(pk=closing.pk).update(
        closed_at=now,
        bill_id=issued.last_id,
        deposit_minor=deposit,
        refund_minor=credit.amount_minor,
    )
    if credit:
        ask_for_closing_refund(
            account=account,
            amount_minor=credit.amount_minor,
            user_id=user_id,
            reference=f"closing:{closing.pk}",
            now=now,
        )
    return Closed(is_done=True, bill_number=issued.last_number, credit=credit)


def _give_deposit_back(account: Account, today: date, now: datetime) -> int:
    held = int(run(_SUM_DEPOSIT, {"account_id": account.pk, "today": today})[0]["held_minor"])
    if held <= 0:
        return 0
    with override(account.language):
        description = gettext("Deposit given back")
    Charge.objects.create(
        account=account,
        amount_minor=-held,
        description=description,
        kind=Charge.Kind.DEPOSIT,
        effective_date=today,
        created_at=now,
        cause="closing",
    )
    return held
