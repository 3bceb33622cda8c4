"""A bill's lines as a table for a spreadsheet, in the language that is active."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hearthline.billing.lines import Line, ServiceLines
from hearthline.billing.queries import BillDetail
from hearthline.kernel.sheets import csv_text

Cells = tuple[object, ...]


def lines_csv(bill: BillDetail) -> str:
    """Every line of a bill with its service, its days and its amount (a point, no separators).

    Each says what kind of bill it is on, which one that corrects, and what took its place: the
    corrected bill, or the credit note if nothing was left to bill.
    """
    head = (
        _("Bill number"),
        _("What it is"),
        _("Corrects bill"),
        _("Replaced by"),
        _("Issued"),
        _("Kind"),
        _("Service"),
        _("Identifier"),
        _("For"),
        _("First day"),
        _("Last day"),
        _("How it came about"),
        _("Amount"),
        _("Currency"),
    )
    return csv_text(head, _rows(bill))


def _rows(bill: BillDetail) -> Iterator[Cells]:
    for group in bill.groups:
        for service in group.services:
            kind = _("TV price, all in") if group.total is not None else _("Service")
            for line in service.lines:
                yield _row(bill, line, kind, service)
    for kind, lines in (
        (_("One-time charges"), bill.one_offs),
        (_("Charges"), bill.imported),
        (_("Credits"), bill.credits),
        (_("Taxes and fees"), bill.taxes_and_fees),
    ):
        for line in lines:
            yield _row(bill, line, kind, None)


def _row(bill: BillDetail, line: Line, kind: str, service: ServiceLines | None) -> Cells:
    return (
        bill.summary.number,
        bill.summary.kind_name,
        bill.summary.corrects,
        bill.summary.rebill or bill.summary.credit_note,
        bill.summary.issued_date,
        kind,
        service.plan_name if service else "",
        service.service_identifier if service else "",
        line.description,
        line.period_start,
        line.last_date,
        line.working,
        line.amount.decimal,
        line.amount.currency,
    )
