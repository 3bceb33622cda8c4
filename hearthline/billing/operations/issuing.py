"""Make rated lines into issued bills: the one way for the bill run, final bills and re-bills."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from hearthline.billing.models import Bill
from hearthline.billing.rating import rate
from hearthline.kernel.clock import start_of_day

_NUMBER_TRIES = 1000


class UnableToNumberBills(Exception):
    """Imported bills have taken too many of the numbers to come."""


class TaxesNotAssessed(Exception):
    """No bill was made: first an outside service has to say what its taxes on `sums` are.

    `sums` are rows of `sql/list_taxed_sums.sql`, for bills of `bill_date`.
    """

    def __init__(self, bill_date: date, sums: Sequence[dict[str, Any]]) -> None:
        super().__init__(f"{len(sums)} taxes of bills of {bill_date}")
        self.bill_date = bill_date
        self.sums = sums


@dataclass(frozen=True, slots=True)
class Issued:
    """How many bills were issued, and the last of them (None and empty if there is none)."""

    bills: int
    last_id: int | None
    last_number: str


def issue_bills(
    *,
    account_ids: Sequence[int],
    bill_date: date,
    now: datetime,
    run_id: int | None = None,
    kind: str = Bill.Kind.REGULAR,
    corrects_id: int | None = None,
    issued_date: date | None = None,
    due_date: date | None = None,
    period_end: date | None = None,
    period_date: date | None = None,
) -> Issued:
    """Rate accounts that the caller has locked and issue what comes of it, in its transaction.

    Args:
        account_ids: whose; an account with nothing to bill gets no bill.
        bill_date: the first day of the period.
        now: when it is written down.
        run_id: the bill run, if it is one.
        kind: `Bill.Kind`.
        corrects_id: the bill that a re-bill takes the place of.
        issued_date: `bill_date` if left out.
        due_date: the term of payment after the issue if left out.
        period_end: a month after `bill_date` if left out.
        period_date: on which day the month began, if the bill comes within one.

    Raises:
        TaxesNotAssessed: see `issue_with_taxes`, which asks and begins again.
    """
    if not account_ids:
        return Issued(0, None, "")
    issued_date = issued_date or bill_date
    values: dict[str, Any] = {
        "account_ids": account_ids,
        "bill_date": bill_date,
        "period_date": period_date,
        "is_rebill": kind == Bill.Kind.REBILL,
        "bill_run_id": run_id,
        "kind": kind,
        "corrects_id": corrects_id,
        "issued_date": issued_date,
        "due_date": due_date or issued_date + timedelta(days=settings.PAYMENT_TERM_DAYS),
        "period_end": period_end,
        "key": "" if kind == Bill.Kind.REGULAR else f"/{kind}/{corrects_id or ''}",
        "occurred_at": start_of_day(issued_date),
        "now": now,
    }
    # On numbers that imported bills took already, it goes on with the next ones.
    for _ in range(_NUMBER_TRIES):
        try:
            with transaction.atomic():
                found = rate(ending="issue_bills.sql", **values)
        except IntegrityError as error:
            if "is not assessed yet" in str(error):
                sums = rate(ending="list_taxed_sums.sql", **values)
                raise TaxesNotAssessed(bill_date, sums) from error
            if "billing_bill_number" not in str(error):
                raise
        else:
            return Issued(
                int(found[0]["bills"]), found[0]["last_id"], found[0]["last_number"] or ""
            )
    raise UnableToNumberBills
