"""A bill that was wrong: taken back by a credit note, and made anew with what is right now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings

from hearthline.billing.explanation import Explanation, explain_bill
from hearthline.billing.models import Bill, BillLine, Charge, Correction, LateFeeNotice, Waiver
from hearthline.billing.models.charges import again
from hearthline.billing.operations.issuing import issue_bills
from hearthline.billing.operations.news import tell_corrected
from hearthline.billing.operations.outside_taxes import issue_with_taxes
from hearthline.billing.period import period_date
from hearthline.billing.queries import BillDetail, bill_detail
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date, start_of_day
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run
from hearthline.kernel.trials import taken_back

_SQL = Path(__file__).parents[1] / "sql"
_TAKE_BACK = _SQL / "take_back_bill.sql"
_LATER = _SQL / "find_later_bill_of_same_days.sql"


class UnableToCorrect(Exception):
    """The bill isn't corrected; `reason` says why.

    One of `not_found`, `imported`, `credit_note`, `corrected`, `built_upon` (a later bill gave back
    days of it, or billed them again), `charge` (not one of this bill's) and `no_reason`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Corrected:
    """The numbers of what was issued; `rebill` is empty if nothing was left to bill."""

    credit_note: str
    rebill: str


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """What a correction would issue. `rebill` is None if nothing would be left to bill.

    `explanation` leads from the wrong bill to the new one.
    """

    old_total: Money
    rebill: BillDetail | None
    explanation: Explanation | None

    @property
    def new_total(self) -> Money:
        return self.rebill.summary.total if self.rebill else self.old_total - self.old_total

    @property
    def difference(self) -> Money:
        """How much more, or below zero less, the account owes by it."""
        return self.new_total - self.old_total


@dataclass(frozen=True, slots=True)
class _Asked:
    reason: str
    user_id: int | None
    dropped: frozenset[int]


def correct_bill(
    *,
    account_id: int,
    number: str,
    reason: str,
    user_id: int | None,
    now: datetime,
    dropped: Collection[int] = (),
) -> Corrected:
    """Take a bill back and make it anew for the same period, from what is right now.

    Both are issued today and say which bill they correct. Charges of the wrong bill come again,
    unless they are dropped. What was paid stays paid: it settles the oldest bills first.

    Args:
        account_id: whose.
        number: the wrong bill's.
        reason: why, for everybody to read.
        user_id: the member of staff.
        now: the time.
        dropped: ids of charges on it that shouldn't have been.

    Raises:
        UnableToCorrect: `reason` says why not.
        UnableToAssessTaxes: the tax service is down; nothing is changed.
    """
    if not reason.strip():
        raise UnableToCorrect("no_reason")
    asked = _Asked(reason.strip()[:200], user_id, frozenset(dropped))
    return issue_with_taxes(
        issue=partial(_correct_and_tell, account_id, number, asked, now), now=now
    )


def _correct_and_tell(account_id: int, number: str, asked: _Asked, now: datetime) -> Corrected:
    done = _correct(account_id, number, asked, now)
    made = Correction.objects.select_related("bill", "credit_note", "rebill").get(
        bill__account_id=account_id, bill__number=number
    )
    tell_corrected(
        wrong=made.bill, note=made.credit_note, rebill=made.rebill, reason=made.reason, now=now
    )
    return done


def _correct(account_id: int, number: str, asked: _Asked, now: datetime) -> Corrected:
    account = Account.objects.select_for_update(no_key=True).filter(pk=account_id).first()
    wrong = _correctable(account_id, number)
    if account is None or wrong is None:
        raise UnableToCorrect("not_found")
    today = provider_date(now)
    due_date = today + timedelta(days=settings.PAYMENT_TERM_DAYS)
    (note,) = run(
        _TAKE_BACK,
        {
            "bill_id": wrong.pk,
            "issued_date": today,
            "due_date": due_date,
            "occurred_at": start_of_day(today),
            "now": now,
        },
    )
    LateFeeNotice.objects.filter(bill=wrong, over_date=None).update(over_date=today)
    _charge_again(wrong, asked.dropped, now)
    is_final = (wrong.period_end - wrong.period_start).days == 1
    issued = issue_bills(
        account_ids=[account_id],
        bill_date=wrong.period_start,
        now=now,
        kind=Bill.Kind.REBILL,
        corrects_id=wrong.pk,
        issued_date=today,
        due_date=max(due_date, wrong.due_date),
        period_end=wrong.period_end,
        period_date=period_date(account.billing_day, wrong.period_start) if is_final else None,
    )
    Correction.objects.create(
        account=account,
        bill=wrong,
        credit_note_id=note["id"],
        rebill_id=issued.last_id,
        reason=asked.reason,
        corrected_by_id=asked.user_id,
        corrected_at=now,
    )
    return Corrected(credit_note=note["number"], rebill=issued.last_number)


def preview_correction(
    *, account_id: int, number: str, now: datetime, dropped: Collection[int] = ()
) -> CorrectionPreview:
    """What `correct_bill` would do; nothing of it stays.

    Raises:
        UnableToCorrect: as `correct_bill`; UnableToAssessTaxes, too.
    """

    def trial() -> CorrectionPreview:
        with taken_back():
            asked = _Asked("", None, frozenset(dropped))
            corrected = _correct(account_id, number, asked, now)
            wrong = Bill.objects.get(account_id=account_id, number=number)
            rebill = explanation = None
            if corrected.rebill:
                rebill = bill_detail(account_id=account_id, number=corrected.rebill)
                explanation = explain_bill(
                    account_id=account_id, number=corrected.rebill, before_number=number
                )
        return CorrectionPreview(Money(wrong.total_minor, wrong.currency), rebill, explanation)

    return issue_with_taxes(issue=trial, now=now)


@dataclass(frozen=True, slots=True)
class BilledCharge:
    """A charge on a bill, which a correction may drop."""

    id: int
    description: str
    amount: Money


def charges_on(*, account_id: int, number: str) -> tuple[BilledCharge, ...]:
    """The charges, credits and deposits that stand on an account's bill."""
    lines = BillLine.objects.filter(
        bill__account_id=account_id, bill__number=number, charge__isnull=False
    ).order_by("position")
    return tuple(
        BilledCharge(charge_id, description, Money(amount, currency))
        for charge_id, description, amount, currency in lines.values_list(
            "charge_id", "description", "amount_minor", "bill__currency"
        )
    )


def _correctable(account_id: int, number: str) -> Bill | None:
    found = Bill.objects.filter(account_id=account_id, number=number).first()
    if found is None:
        return None
    if found.source != Bill.Source.RUN:
        raise UnableToCorrect("imported")
    if found.kind == Bill.Kind.CREDIT_NOTE:
        raise UnableToCorrect("credit_note")
    if found.corrected_by.exists():
        raise UnableToCorrect("corrected")
    if run(_LATER, {"bill_id": found.pk}):
        raise UnableToCorrect("built_upon")
    return found


def _charge_again(wrong: Bill, dropped: Collection[int], now: datetime) -> None:
    """A line refers to a charge once, so the new bill's refer to new ones."""
    charges = list(Charge.objects.filter(lines__bill=wrong).order_by("lines__position"))
    if not set(dropped) <= {charge.pk for charge in charges}:
        raise UnableToCorrect("charge")
    kept = [charge for charge in charges if charge.pk not in dropped]
    anew = Charge.objects.bulk_create(
        Charge(
            account_id=charge.account_id,
            amount_minor=charge.amount_minor,
            description=charge.description,
            kind=charge.kind,
            tax_category=charge.tax_category,
            effective_date=charge.effective_date,
            created_at=now,
            cause=again(charge.cause),
        )
        for charge in kept
    )
    # What was let off stays let off, and isn't let off twice.
    for old, new in zip(kept, anew, strict=True):
        Waiver.objects.filter(charge_id=old.pk).update(charge_id=new.pk)
        Waiver.objects.filter(credit_id=old.pk).update(credit_id=new.pk)
