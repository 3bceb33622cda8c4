"""Which files an import reads, their columns, and what a row as a whole must satisfy.

`docs/import.md` describes the same for people; a test holds the two together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from hearthline.billing.imports import (
    STAGED_BILL_LINES,
    STAGED_BILLS,
    STAGED_EXEMPTIONS,
    STAGED_USAGE,
)
from hearthline.catalog.models import Plan, Tariff
from hearthline.catalog.operations import STAGED_PLANS, STAGED_PRICES, STAGED_TARIFFS, STAGED_TAXES
from hearthline.cli.import_data import fields
from hearthline.cli.import_data.fields import Read, Refused
from hearthline.customers.imports import STAGED_ACCOUNTS
from hearthline.customers.models import Account
from hearthline.kernel.clock import provider_date
from hearthline.kernel.staging import Staging
from hearthline.network.imports import STAGED_CONNECTIONS
from hearthline.payments.imports import STAGED_PAYMENTS
from hearthline.subscriptions.imports import STAGED_DISCOUNTS, STAGED_SUBSCRIPTIONS
from hearthline.subscriptions.models import Discount

Row = dict[str, Any]
Problem = tuple[str, str]
"""A column's name and what is wrong there."""
_LINE_KINDS = (
    *(*Plan.Kind.values, "service", "usage", "recurring", "proration", "one_off"),
    *("tax", "credit", "discount", "adjustment", "other"),
)
"""What a line of a bill may be; fees, taxes and credits are shown apart from the rest."""

PERIODS = (1, 2, 3, 4, 6, 12)
"""Months that a price may be for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how its cells are read, whether it must be there, what an empty cell means."""

    name: str
    read: Read
    required: bool = False
    empty: Any = None


def _nothing_more(_row: Row) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of the folder.

    `complete` looks at a row whose cells are all fine, may fill further staged columns, and
    yields what is wrong with it as a whole.
    """

    staging: Staging
    columns: tuple[Column, ...]
    is_required: bool = False
    complete: Callable[[Row], Iterable[Problem]] = field(default=_nothing_more)

    @property
    def name(self) -> str:
        return self.staging.file


def input_files(now: datetime) -> tuple[InputFile, ...]:
    """The files in the order in which they depend on each other."""
    currency = settings.CURRENCY
    return (
        _plans(currency),
        _taxes(),
        _tariffs(currency),
        _prices(currency),
        _accounts(currency, now),
        _exemptions(),
        _subscriptions(currency),
        _discounts(),
        _connections(),
        _bills(currency),
        _bill_lines(currency),
        _payments(currency, now),
        _usage(now),
    )


def _plans(currency: str) -> InputFile:
    return InputFile(
        STAGED_PLANS,
        (
            Column("code", fields.identifier(60), required=True),
            Column("kind", fields.one_of(Plan.Kind.values), required=True),
            Column("name", fields.line_of_text(200), required=True),
            Column("description", fields.long_text(5000), empty=""),
            Column("price", fields.amount(currency, lowest=0), required=True),
            Column("tax_category", fields.identifier(40), empty=""),
            Column("download_mbps", fields.whole_number(1, 10_000_000)),
            Column("upload_mbps", fields.whole_number(1, 10_000_000)),
            Column("offered", fields.yes_or_no, empty=False),
            Column("goes_with", fields.one_of(["internet", "tv", "phone"]), empty=""),
            Column("access_group", fields.identifier(60), empty=""),
            Column("allowance_gb", fields.whole_number(1, 10_000_000)),
            Column("period_months", fields.one_number_of(PERIODS), empty=1),
            Column("in_arrears", fields.yes_or_no, empty=False),
        ),
        is_required=True,
    )


def _taxes() -> InputFile:
    return InputFile(
        STAGED_TAXES,
        (
            Column("code", fields.identifier(60), required=True),
            Column("name", fields.line_of_text(200), required=True),
            Column("tax_category", fields.identifier(40), required=True),
            Column("region", fields.line_of_text(50), empty=""),
            Column("locality", fields.line_of_text(100), empty=""),
            Column("included", fields.yes_or_no, empty=False),
            Column("kind", fields.one_of(["percent", "flat"]), required=True),
            Column("rate", fields.identifier(30), required=True),
            Column("fee", fields.yes_or_no, empty=False),
            Column("starts_date", fields.day, required=True),
            Column("ends_date", fields.day),
        ),
        complete=_complete_tax,
    )


def _complete_tax(row: Row) -> Iterable[Problem]:
    row["rate_ppm"] = row["flat_minor"] = 0
    try:
        if row["kind"] == "percent":
            row["rate_ppm"] = fields.percent_in_ppm(row["rate"])
        else:
            row["flat_minor"] = fields.amount(settings.CURRENCY, lowest=1)(row["rate"])
    except Refused as refusal:
        yield "rate", str(refusal)
    if row["included"] and row["kind"] != "percent":
        yield "included", "only a percentage can be part of prices. Write no"
    yield from _in_order(row, "starts_date", "ends_date")


def _tariffs(currency: str) -> InputFile:
    return InputFile(
        STAGED_TARIFFS,
        (
            Column("plan_code", fields.identifier(60), required=True),
            Column("usage_kind", fields.one_of(Tariff.UsageKind.values), required=True),
            Column("name", fields.line_of_text(200), required=True),
            Column("included", fields.whole_number(0, 999_999_999), empty=0),
            Column("block", fields.whole_number(1, 999_999_999), empty=1),
            Column("price", fields.small_price(currency), required=True),
            Column("minimum", fields.amount(currency, lowest=0), empty=0),
            Column("itemized", fields.yes_or_no, empty=False),
            Column("tax_category", fields.identifier(40), empty=""),
        ),
        complete=_complete_tariff,
    )


def _complete_tariff(row: Row) -> Iterable[Problem]:
    if row["itemized"] and row["included"]:
        yield "included", "what has a line each includes nothing. Write 0, or itemized no"


def _prices(currency: str) -> InputFile:
    return InputFile(
        STAGED_PRICES,
        (
            Column("plan_code", fields.identifier(60), required=True),
            Column("starts_date", fields.day, required=True),
            Column("price", fields.amount(currency, lowest=0), required=True),
            Column("told", fields.yes_or_no, empty=False),
        ),
    )


def _accounts(currency: str, now: datetime) -> InputFile:
    return InputFile(
        STAGED_ACCOUNTS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("name", fields.line_of_text(200), required=True),
            Column("status", fields.one_of(Account.Status.values), required=True),
            Column("email", fields.email),
            Column("phone", fields.phone(settings.PROVIDER_COUNTRY)),
            Column(
                "language",
                fields.one_of([code for code, _ in settings.LANGUAGES]),
                empty=settings.LANGUAGE_CODE,
            ),
            Column("billing_day", fields.whole_number(1, 28), required=True),
            Column("street", fields.line_of_text(200), required=True),
            Column("city", fields.line_of_text(100), required=True),
            Column("region", fields.line_of_text(50), empty=""),
            Column("postal_code", fields.line_of_text(20), required=True),
            Column("country", fields.country(), empty=settings.PROVIDER_COUNTRY),
            Column("balance", fields.amount(currency)),
            Column("contact_since_date", fields.day_up_to(provider_date(now))),
        ),
        is_required=True,
    )


def _subscriptions(currency: str) -> InputFile:
    return InputFile(
        STAGED_SUBSCRIPTIONS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("subscription_id", fields.identifier(60), required=True),
            Column("plan_code", fields.identifier(60), required=True),
            Column("started_date", fields.day, required=True),
            Column("ended_date", fields.day),
            Column("price_override", fields.amount(currency, lowest=0)),
            Column("service_identifier", fields.line_of_text(100), empty=""),
        ),
        is_required=True,
        complete=_complete_subscription,
    )


def _complete_subscription(row: Row) -> Iterable[Problem]:
    row["phone_number"] = fields.phone_if_any(row["service_identifier"])
    return _in_order(row, "started_date", "ended_date")


def _discounts() -> InputFile:
    return InputFile(
        STAGED_DISCOUNTS,
        (
            Column("subscription_id", fields.identifier(60), required=True),
            Column("name", fields.line_of_text(120), required=True),
            Column("kind", fields.one_of(Discount.Kind.values), required=True),
            Column("rate", fields.identifier(30), required=True),
            Column("starts_date", fields.day, required=True),
            Column("ends_date", fields.day),
            Column("with_kind", fields.one_of(["internet", "tv", "phone"]), empty=""),
            Column("rank", fields.whole_number(1, 99), empty=1),
        ),
        complete=_complete_discount,
    )


def _complete_discount(row: Row) -> Iterable[Problem]:
    row["rate_ppm"] = row["amount_minor"] = 0
    try:
        if row["kind"] == "percent":
            row["rate_ppm"] = fields.percent_in_ppm(row["rate"])
        else:
            row["amount_minor"] = fields.amount(settings.CURRENCY, lowest=1)(row["rate"])
    except Refused as refusal:
        yield "rate", str(refusal)
    yield from _in_order(row, "starts_date", "ends_date")


def _connections() -> InputFile:
    return InputFile(
        STAGED_CONNECTIONS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("service_identifier", fields.line_of_text(100), required=True),
            Column("username", fields.identifier(100), required=True),
            Column("node_code", fields.identifier(40), empty=""),
            Column("node_name", fields.line_of_text(100), empty=""),
        ),
    )


def _exemptions() -> InputFile:
    return InputFile(
        STAGED_EXEMPTIONS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("tax_code", fields.identifier(60)),
            Column("tax_category", fields.identifier(40), empty=""),
            Column("certificate", fields.line_of_text(100), empty=""),
            Column("starts_date", fields.day, required=True),
            Column("ends_date", fields.day),
        ),
        complete=_complete_exemption,
    )


def _complete_exemption(row: Row) -> Iterable[Problem]:
    row["what"] = row["tax_code"] or f"everything of {row['tax_category']}"
    if row["tax_code"] and row["tax_category"]:
        yield "tax_category", "there is a tax_code too. Leave one of the two empty"
    yield from _in_order(row, "starts_date", "ends_date")


def _bills(currency: str) -> InputFile:
    return InputFile(
        STAGED_BILLS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("bill_number", fields.identifier(40), required=True),
            Column("period_start", fields.day, required=True),
            Column("period_end", fields.day, required=True),
            Column("issued_date", fields.day, required=True),
            Column("due_date", fields.day, required=True),
            Column("total", fields.amount(currency), required=True),
        ),
        complete=_complete_bill,
    )


def _complete_bill(row: Row) -> Iterable[Problem]:
    yield from _in_order(row, "period_start", "period_end", strictly=True)
    yield from _in_order(row, "issued_date", "due_date")


def _bill_lines(currency: str) -> InputFile:
    return InputFile(
        STAGED_BILL_LINES,
        (
            Column("bill_number", fields.identifier(40), required=True),
            Column("description", fields.line_of_text(200), required=True),
            Column("kind", fields.one_of(_LINE_KINDS), required=True),
            Column("amount", fields.amount(currency), required=True),
            Column("tax", fields.amount(currency), empty=0),
        ),
    )


def _payments(currency: str, now: datetime) -> InputFile:
    return InputFile(
        STAGED_PAYMENTS,
        (
            Column("account_number", fields.identifier(40), required=True),
            Column("paid_at", fields.moment_up_to(now), required=True),
            Column("amount", fields.amount(currency, lowest=1), required=True),
            Column("method", fields.line_of_text(40), empty=""),
            Column("reference", fields.identifier(80), required=True),
        ),
    )


def _usage(now: datetime) -> InputFile:
    return InputFile(
        STAGED_USAGE,
        (
            Column("subscription_id", fields.identifier(60), required=True),
            Column("usage_kind", fields.one_of(Tariff.UsageKind.values), required=True),
            Column("quantity", fields.whole_number(1, 999_999_999), required=True),
            Column("used_date", fields.day_up_to(provider_date(now)), required=True),
            Column("description", fields.line_of_text(200), empty=""),
            Column("source", fields.identifier(40), empty="import"),
            Column("reference", fields.identifier(100), required=True),
        ),
    )


def _in_order(row: Row, first: str, last: str, *, strictly: bool = False) -> Iterable[Problem]:
    start, end = row[first], row[last]
    if end is None:
        return
    if end < start:
        yield last, f"{end} is before {first}, {start}. Correct one of the two"
    elif strictly and end == start:
        yield last, f"{end} is {first} too. Write the first day that is no longer covered"
