"""What pages and other rooms ask about bills and balances.

What is paid on a bill is not stored: payments settle the oldest bill first, so what an account
still owes lies on its newest bills (`docs/decisions/oldest-bill-first.md`). Every query here is one
statement and finds only what belongs to the account asked for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hearthline.billing.kinds import KINDS, bill_heading, bill_name, bill_remarks
from hearthline.billing.lines import (
    Line,
    ServiceGroup,
    ServiceLines,
    grouped,
    line_of,
    services_in,
    total_of,
)
from hearthline.billing.models import Bill
from hearthline.billing.rating import rate
from hearthline.kernel.clock import provider_zone
from hearthline.kernel.money import Money
from hearthline.kernel.sql import run, select

_SQL = Path(__file__).parent / "sql"
PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Due:
    """What an account owes today.

    `amount` is zero and `credit` is positive for an account that has paid too much. `due_date` and
    `bill_number` are those of the oldest bill that isn't paid in full; None when there is none.
    `overdue` is the part of `amount` on bills whose due date is past.
    """

    balance: Money
    amount: Money
    credit: Money
    overdue: Money
    due_date: date | None
    bill_number: str | None
    latest_due_date: date | None

    @property
    def is_overdue(self) -> bool:
        """Whether anything should have been paid before today."""
        return bool(self.overdue)


@dataclass(frozen=True, slots=True)
class BillSummary:
    """A bill in a list. A negative `total` is a credit; `due` is what is left to pay on it.

    `kind` is `regular`, `final`, `credit_note` or `rebill`; the latter two say which bill they
    correct (`corrects`), and a bill that was corrected by what (`credit_note`, and `rebill` if
    something was left to bill). Empty where there is none.
    """

    id: int
    number: str
    period_start: date
    period_end: date
    issued_date: date
    due_date: date
    total: Money
    paid: Money
    due: Money
    kind: str = "regular"
    corrects: str = ""
    credit_note: str = ""
    rebill: str = ""

    @property
    def is_corrected(self) -> bool:
        """Whether it was taken back, as it was wrong."""
        return bool(self.credit_note)

    @property
    def last_date(self) -> date:
        """The last day of the period, as people write it."""
        return self.period_end - timedelta(days=1)

    @property
    def kind_name(self) -> str:
        """What it is: `Credit note`."""
        return str(KINDS[self.kind])

    @property
    def name(self) -> str:
        """`Credit note 010000048`."""
        return bill_name(kind=self.kind, number=self.number)

    @property
    def heading(self) -> str:
        """`Credit note of March 3, 2026`."""
        return bill_heading(kind=self.kind, issued_date=self.issued_date)

    @property
    def remarks(self) -> list[str]:
        """What there is to say beside its number; nothing about a bill like others."""
        return bill_remarks(
            kind=self.kind,
            corrects=self.corrects,
            credit_note=self.credit_note,
            rebill=self.rebill,
        )

    @property
    def note(self) -> str:
        """Its number and what there is to say beside it, for a list."""
        return " · ".join([self.number, *self.remarks])

    @property
    def is_paid(self) -> bool:
        """Whether nothing is left to pay."""
        return not self.due

    def is_overdue(self, today: date) -> bool:
        """Whether something is left although the due date is past."""
        return bool(self.due) and self.due_date < today


@dataclass(frozen=True, slots=True)
class BillPage:
    """A page of an account's bills, newest first."""

    bills: tuple[BillSummary, ...]
    page: int
    page_size: int
    total: int


@dataclass(frozen=True, slots=True)
class BillPreview:
    """The bill that would be issued on a day, as things stand. Parts as in `BillDetail`."""

    period_start: date
    period_end: date
    services: tuple[ServiceLines, ...]
    one_offs: tuple[Line, ...]
    credits: tuple[Line, ...]
    taxes_and_fees: tuple[Line, ...]
    total: Money

    @property
    def groups(self) -> tuple[ServiceGroup, ...]:
        """The services as the bill shows them."""
        return grouped(self.services)


@dataclass(frozen=True, slots=True)
class BillDetail:
    """A bill with everything on it.

    `balance_before` is what the account owed when the bill was issued: `previous_balance`, as it
    was when the bill before was issued and that bill included, less `payments_since`, give or take
    what else happened (`other_since`).
    """

    summary: BillSummary
    source: str
    services: tuple[ServiceLines, ...]
    one_offs: tuple[Line, ...]
    credits: tuple[Line, ...]
    taxes_and_fees: tuple[Line, ...]
    imported: tuple[Line, ...]
    services_total: Money
    one_offs_total: Money
    credits_total: Money
    taxes_and_fees_total: Money
    previous_balance: Money
    payments_since: Money
    other_since: Money
    balance_before: Money

    @property
    def groups(self) -> tuple[ServiceGroup, ...]:
        """The services as the bill shows them."""
        return grouped(self.services)

    @property
    def balance_after(self) -> Money:
        """What the account owed with this bill."""
        return self.balance_before + self.summary.total


def balance(*, account_id: int) -> Money:
    """What an account owes; below zero if it has credit. Zero for an account without postings."""
    found = select(
        """SELECT account.currency,
                  coalesce((SELECT sum(amount_minor) FROM billing_posting
                             WHERE book = 'receivable' AND account_id = account.id), 0)::bigint
                      AS balance_minor
             FROM customers_account AS account WHERE account.id = %(account_id)s""",
        {"account_id": account_id},
    )[0]
    return Money(found["balance_minor"], found["currency"])


def what_is_due(*, account_id: int, today: date) -> Due:
    """What an account owes, since when, and on which bill first."""
    found = run(_SQL / "sum_what_is_due.sql", {"account_id": account_id, "today": today})[0]
    currency, owed = found["currency"], found["balance_minor"]
    return Due(
        balance=Money(owed, currency),
        amount=Money(max(owed, 0), currency),
        credit=Money(max(-owed, 0), currency),
        overdue=Money(found["overdue_minor"], currency),
        due_date=found["due_date"],
        bill_number=found["number"],
        latest_due_date=found["latest_due_date"],
    )


def bills_of(*, account_id: int, page: int = 1, page_size: int = PAGE_SIZE) -> BillPage:
    """An account's bills, newest first. A page beyond the last one is the last one."""
    everything = _bills(account_id)
    pages = max(1, -(-len(everything) // page_size))
    page = min(max(page, 1), pages)
    first = (page - 1) * page_size
    return BillPage(
        bills=tuple(everything[first : first + page_size]),
        page=page,
        page_size=page_size,
        total=len(everything),
    )


def latest_bill(*, account_id: int) -> BillSummary | None:
    """The bill issued last, or None."""
    return next(iter(_bills(account_id)), None)


def bill_id(*, account_id: int, number: str) -> int | None:
    """The id of an account's bill, or None: other accounts' bills aren't found."""
    return (
        Bill.objects.filter(account_id=account_id, number=number)
        .values_list("id", flat=True)
        .first()
    )


def bill_detail(*, account_id: int, number: str) -> BillDetail | None:
    """One bill of an account with its lines, or None: other accounts' bills aren't found."""
    rows = run(
        _SQL / "find_bill_with_lines.sql",
        {"account_id": account_id, "number": number, "time_zone": provider_zone().key},
    )
    if not rows:
        return None
    currency = rows[0]["currency"]
    lines = [(row, line_of(row, rows, currency)) for row in rows if row["kind"] is not None]
    services = services_in(lines, currency)
    one_offs = _of_kinds(lines, "one_off", "fee_charge", "deposit")
    credits_given = _of_kinds(lines, "credit")
    taxes = _of_kinds(lines, "tax", "fee")
    imported = _of_kinds(lines, "imported")
    return BillDetail(
        summary=_summary(rows[0]),
        source=rows[0]["source"],
        services=services,
        one_offs=one_offs,
        credits=credits_given,
        taxes_and_fees=taxes,
        imported=imported,
        services_total=total_of([line for each in services for line in each.lines], currency),
        one_offs_total=total_of(one_offs, currency),
        credits_total=total_of(credits_given, currency),
        taxes_and_fees_total=total_of(taxes, currency),
        previous_balance=Money(rows[0]["previous_balance_minor"], currency),
        payments_since=Money(rows[0]["payments_since_minor"], currency),
        other_since=Money(rows[0]["other_since_minor"], currency),
        balance_before=Money(rows[0]["balance_before_minor"], currency),
    )


def preview_bill(*, account_id: int, bill_date: date) -> BillPreview | None:
    """The bill that the run of a day would issue, or None if it would issue none.

    `bill_date` is a billing date, today's or one to come: what is billed before it isn't foreseen.
    """
    rows = rate(account_ids=[account_id], bill_date=bill_date, ending="list_rated_lines.sql")
    return preview_of(rows, bill_date=bill_date) if rows else None


def preview_of(rows: list[dict[str, Any]], *, bill_date: date) -> BillPreview:
    """A bill from the rows (at least one) that `list_rated_lines.sql` ends with."""
    currency = rows[0]["currency"]
    lines = [(row, line_of(row, rows, currency)) for row in rows]
    return BillPreview(
        period_start=bill_date,
        period_end=rows[0]["bill_until"],
        services=services_in(lines, currency),
        one_offs=_of_kinds(lines, "one_off", "fee_charge", "deposit"),
        credits=_of_kinds(lines, "credit"),
        taxes_and_fees=_of_kinds(lines, "tax", "fee"),
        total=total_of([line for _, line in lines], currency),
    )


def _bills(account_id: int) -> list[BillSummary]:
    """All bills, newest first: what is left on one depends on all newer ones."""
    return [_summary(row) for row in run(_SQL / "list_bills.sql", {"account_id": account_id})]


def _summary(row: dict[str, Any]) -> BillSummary:
    currency = row["currency"]
    return BillSummary(
        id=row["id"],
        number=row["number"],
        period_start=row["bill_period_start"],
        period_end=row["bill_period_end"],
        issued_date=row["issued_date"],
        due_date=row["due_date"],
        total=Money(row["total_minor"], currency),
        paid=Money(row["total_minor"] - row["due_minor"], currency),
        due=Money(row["due_minor"], currency),
        kind=row.get("bill_kind") or row["kind"],
        corrects=row["corrects_number"] or "",
        credit_note=row["credit_note_number"] or "",
        rebill=row["rebill_number"] or "",
    )


def _of_kinds(lines: list[tuple[dict[str, Any], Line]], *kinds: str) -> tuple[Line, ...]:
    return tuple(
        line for row, line in lines if row["subscription_number"] is None and row["part"] in kinds
    )
