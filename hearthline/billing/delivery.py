"""What pages ask about how bills reach people: paper or not, and what waits to be printed."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from hearthline.billing.models import BillDelivery, BillHandedOut
from hearthline.kernel.money import Money
from hearthline.notices.addresses import known_language


@dataclass(frozen=True, slots=True)
class BillToPrint:
    """A bill that somebody wants on paper, and that wasn't printed yet."""

    bill_id: int
    number: str
    account_id: int
    account_number: str
    account_name: str
    language: str
    issued_date: date
    total: Money


def is_on_paper(*, account_id: int) -> bool:
    """Whether an account gets its bills on paper: as it chose, else as the provider does."""
    chosen = (
        BillDelivery.objects.filter(account_id=account_id)
        .values_list("on_paper", flat=True)
        .first()
    )
    return bool(settings.BILLS_ON_PAPER if chosen is None else chosen)


def bills_to_print(*, limit: int) -> tuple[BillToPrint, ...]:
    """The bills that have waited longest."""
    waiting = (
        BillHandedOut.objects.filter(on_paper=True, printed_at=None)
        .select_related("bill__account")
        .order_by("bill_id")[:limit]
    )
    return tuple(
        BillToPrint(
            bill_id=each.bill_id,
            number=each.bill.number,
            account_id=each.bill.account_id,
            account_number=each.bill.account.number,
            account_name=each.bill.account.name,
            language=known_language(each.bill.account.language),
            issued_date=each.bill.issued_date,
            total=Money(each.bill.total_minor, each.bill.currency),
        )
        for each in waiting
    )


def count_to_print() -> int:
    """How many wait."""
    return BillHandedOut.objects.filter(on_paper=True, printed_at=None).count()
