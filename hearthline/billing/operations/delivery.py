"""Handing out bills: told once they can be opened; those on paper wait for a printer."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from hearthline.billing.explanation import Explanation, explain_bill
from hearthline.billing.late_fee_rule import units
from hearthline.billing.models import BillDelivery, BillHandedOut, Charge
from hearthline.billing.operations.charges import add_charge
from hearthline.billing.queries import BillDetail, bill_detail
from hearthline.billing.statement import statement_of
from hearthline.customers.models import Account
from hearthline.customers.operations import tell_members
from hearthline.customers.queries import permissions_of
from hearthline.kernel.clock import provider_date
from hearthline.kernel.sql import run
from hearthline.notices.addresses import known_language

_FIND = Path(__file__).parents[1] / "sql" / "delivery" / "find_untold_bills.sql"
_DAYS_BACK = 5
"""What nobody was told of for longer is no news any more."""


class UnableToChooseDelivery(Exception):
    """Not a member who may choose how an account gets its bills."""


def choose_delivery(*, account_id: int, user_id: int, on_paper: bool, now: datetime) -> None:
    """Have an account's bills on paper as well, or only here; from the next bill on.

    Raises:
        UnableToChooseDelivery: see there.
    """
    if not permissions_of(account_id=account_id, user_id=user_id).may_pay:
        raise UnableToChooseDelivery
    BillDelivery.objects.update_or_create(
        account_id=account_id,
        defaults={"on_paper": on_paper, "chosen_at": now, "chosen_by_id": user_id},
    )


def hand_out_bills(*, now: datetime) -> int:
    """Tell people of bills that can be opened now, each once; put those on paper into the queue.

    A bill whose page or PDF can't be made yet isn't told of; the next run tries again.

    Returns:
        How many were handed out.
    """
    since = provider_date(now) - timedelta(days=_DAYS_BACK)
    found = run(_FIND, {"since": since, "on_paper": settings.BILLS_ON_PAPER})
    return sum(_hand_out(row, now) for row in found)


def mark_printed(*, bill_ids: Collection[int], staff_user_id: int, now: datetime) -> int:
    """Take bills out of the paper queue; returns how many were in it."""
    waiting = BillHandedOut.objects.filter(
        bill_id__in=bill_ids, on_paper=True, printed_at__isnull=True
    )
    return waiting.update(printed_at=now, printed_by_id=staff_user_id)


def _hand_out(row: dict[str, Any], now: datetime) -> bool:
    account_id, number = row["account_id"], row["number"]
    # As its page finds it, and as the printer gets it: outside the transaction, it takes a moment.
    detail = bill_detail(account_id=account_id, number=number)
    if detail is None:
        return False
    explanation = explain_bill(account_id=account_id, number=number)
    if row["on_paper"] and not _has_pdf(account_id, number, row["language"]):
        return False
    with transaction.atomic():
        _, is_new = BillHandedOut.objects.get_or_create(
            bill_id=row["id"], defaults={"on_paper": row["on_paper"], "told_at": now}
        )
        if not is_new:
            return False
        if row["on_paper"] and detail.summary.kind == "regular":
            # No next bill follows a final one, and nobody pays for our mistakes.
            _charge_for_paper(account_id, detail, now)
        _tell(account_id, detail, explanation, now)
    return True


def _has_pdf(account_id: int, number: str, language: str) -> bool:
    chosen = known_language(language)
    return statement_of(account_id=account_id, number=number, language=chosen) is not None


def _charge_for_paper(account_id: int, detail: BillDetail, now: datetime) -> None:
    fee = units(settings.PAPER_FEE)
    if fee and fee.currency == detail.summary.total.currency:
        with override(Account.objects.get(pk=account_id).language):
            words = gettext("Paper bill %(number)s") % {"number": detail.summary.number}
        add_charge(
            account_id=account_id,
            kind=Charge.Kind.FEE,
            amount=fee,
            description=words,
            effective_date=provider_date(now),
            cause=f"paper:{detail.summary.number}",
            now=now,
        )


def _tell(
    account_id: int, detail: BillDetail, explanation: Explanation | None, now: datetime
) -> None:
    bill = detail.summary
    steps = explanation.causes if explanation else ()
    largest = max(steps, key=lambda cause: abs(cause.change.amount_minor), default=None)
    tell_members(
        account_id=account_id,
        kind="bill_ready",
        context={
            "number": bill.number,
            "kind": bill.kind,
            "corrects": bill.corrects,
            "total": bill.total,
            "due": bill.due,
            "due_date": bill.due_date,
            "explanation": explanation,
            "largest": largest,
            "link": f"{settings.SITE_URL}/bills/{bill.number}/",
            "pay_url": f"{settings.SITE_URL}/pay/?bill={bill.number}",
        },
        about=f"bill:{bill.number}:ready",
        now=now,
    )
