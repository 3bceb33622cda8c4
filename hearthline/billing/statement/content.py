"""What a statement says: every text ready to be set, in the language that is active."""

import html
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from hearthline.billing.explanation import Cause, Explanation, explain_bill
from hearthline.billing.lines import Line, ServiceLines
from hearthline.billing.queries import BillDetail, bill_detail
from hearthline.billing.working import rounding_text
from hearthline.design import brand
from hearthline.design.context import Provider, current_provider
from hearthline.design.formats import day_text, money_text, period_text
from hearthline.kernel.money import Money
from hearthline.kernel.sql import select

_LETTER = frozenset({"US", "CA", "MX", "CO", "CL", "VE", "PH", "PR"})
"""Countries whose letters aren't A4."""

Row = list[str]
"""What it is, a remark, an amount."""


@dataclass(frozen=True, slots=True)
class Content:
    """A statement's texts by their places in `statement.typ`, and the day it is from."""

    as_json: dict[str, Any]
    issued_date: date


def content_of(*, account_id: int, number: str) -> Content | None:
    """What an account's bill says in the active language; None for a bill it doesn't have."""
    bill = bill_detail(account_id=account_id, number=number)
    if bill is None:
        return None
    provider = current_provider()
    account = _account(account_id)
    summary = bill.summary
    heading = summary.heading
    said = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "paper": "us-letter" if settings.PROVIDER_COUNTRY in _LETTER else "a4",
        "document_title": f"{provider.name}: {heading}, {summary.number}",
        "heading": heading,
        "provider": {
            "name": provider.name,
            "contact": [provider.phone, provider.email, provider.hours],
            "logo": brand.logo(),
            "accent": brand.brand_colours("light")["accent"],
        },
        "recipient": account["recipient"],
        "facts": {"title": _("About this bill"), "rows": _facts(bill, account["number"])},
        "due": _due(bill),
        "stood": {"title": _("How the account stood"), "rows": _stood(bill)},
        "why": _why(explain_bill(account_id=account_id, number=number)),
        "parts": _parts(bill),
        "stub": _stub(bill, account["number"], provider),
        "foot": f"{heading}, {summary.number} · " + _("Account %(number)s") % account,
        "page": _("Page %(number)s of %(total)s") % {"number": "{page}", "total": "{pages}"},
    }
    return Content(said, summary.issued_date)


def _account(account_id: int) -> dict[str, Any]:
    found = select(
        """SELECT account.number, account.name, coalesce(address.street, '') AS street,
                  coalesce(address.city, '') AS city, coalesce(address.region, '') AS region,
                  coalesce(address.postal_code, '') AS postal_code
             FROM customers_account AS account
             LEFT JOIN customers_address AS address ON address.account_id = account.id
            WHERE account.id = %(account_id)s""",
        {"account_id": account_id},
    )[0]
    region = " ".join(filter(None, [found["region"], found["postal_code"]]))
    place = ", ".join(filter(None, [found["city"], region]))
    return {
        "number": found["number"],
        "recipient": list(filter(None, [found["name"], found["street"], place])),
    }


def _facts(bill: BillDetail, account_number: str) -> list[Row]:
    summary = bill.summary
    corrects = [[_("Corrects bill"), summary.corrects]] if summary.corrects else []
    is_note = summary.kind == "credit_note"
    due = [] if is_note else [[pgettext("day", "Due"), day_text(summary.due_date)]]
    return [
        [_("Account number"), account_number],
        [_("Bill number"), summary.number],
        *corrects,
        [_("Period"), period_text(summary.period_start, summary.last_date)],
        [_("Issued"), day_text(summary.issued_date)],
        *due,
    ]


def _due(bill: BillDetail) -> dict[str, str]:
    """What was to be paid when the bill came: with it, and with what was owed before."""
    owed = bill.balance_after
    if owed.amount_minor > 0:
        day = day_text(bill.summary.due_date)
        return {
            "label": _("To pay"),
            "amount": money_text(owed),
            "note": _("Due by %(day)s.") % {"day": day},
        }
    if owed:
        return {
            "label": _("Your credit"),
            "amount": money_text(-owed),
            "note": _("Nothing to pay."),
        }
    return {"label": _("To pay"), "amount": money_text(owed), "note": _("Nothing to pay.")}


def _stood(bill: BillDetail) -> list[Row]:
    before = [
        (_("Balance of the bill before"), bill.previous_balance),
        (_("Payments since, thank you"), bill.payments_since),
        (_("Other changes since"), bill.other_since),
    ]
    rows = [[term, money_text(amount)] for term, amount in before if amount]
    if rows:
        rows.append([_("Balance before this bill"), money_text(bill.balance_before)])
    rows.append([_("This bill"), money_text(bill.summary.total)])
    return [*rows, [_("Balance with this bill"), money_text(bill.balance_after)]]


# -- Why it changed --------------------------------------------------------------------------------


def _why(explanation: Explanation | None) -> dict[str, Any] | None:
    if explanation is None or not explanation.causes:
        return None
    least, most = explanation.scale_least, explanation.scale_most
    day = day_text(explanation.before_date)

    def bar(begin: int, end: int) -> list[float]:
        low, high = sorted((begin, end))
        width = max(most - least, 1)
        return [round((low - least) / width, 4), round((high - low) / width, 4)]

    before, total = explanation.before_total, explanation.total
    rows: list[dict[str, Any]] = [
        {
            "text": _("Bill of %(day)s") % {"day": day},
            "amount": money_text(before),
            "bar": bar(least, before.amount_minor),
            "tone": "total",
        }
    ]
    for cause in explanation.causes:
        is_more = cause.change.amount_minor > 0
        rows.append(
            {
                "text": _cause_text(cause),
                "amount": ("+" if is_more else "") + money_text(cause.change),
                "bar": bar(cause.begins_at.amount_minor, cause.ends_at.amount_minor),
                "tone": "more" if is_more else "less",
            }
        )
    rows.append(
        {
            "text": _("This bill"),
            "amount": money_text(total),
            "bar": bar(least, total.amount_minor),
            "tone": "total",
        }
    )
    return {
        "title": _("Why did my bill change?"),
        "head": [_("What changed"), _("By how much")],
        "rows": rows,
    }


@cache
def _cause_template() -> Template:
    return get_template("billing/_cause.html").template  # type: ignore[no-any-return, attr-defined]


def _cause_text(cause: Cause) -> str:
    """The page's words for it."""
    drawn = _cause_template().render(Context({"cause": cause}, autoescape=False))
    return " ".join(html.unescape(drawn).split()) if "&" in drawn else " ".join(drawn.split())


# -- What it is made of ----------------------------------------------------------------------------


def _parts(bill: BillDetail) -> dict[str, Any]:
    groups: list[dict[str, Any]] = []
    for group in bill.groups:
        if group.total is not None:
            groups.append(_video(group.total))
        groups += map(_service, group.services)
    for title, lines in (
        (_("One-time charges"), bill.one_offs),
        (_("Charges"), bill.imported),
        (_("Credits"), bill.credits),
        (_("Taxes and fees"), bill.taxes_and_fees),
    ):
        if lines:
            groups.append({"title": title, "remark": "", "rows": list(map(_row, lines))})
    if len(bill.taxes_and_fees) > 1:
        total = money_text(bill.taxes_and_fees_total)
        groups[-1]["total"] = [_("Taxes and fees, together"), total]
    return {
        "title": _("What this bill is made of"),
        "head": [_("For"), _("Amount")],
        "groups": groups,
        "total": [_("Total of this bill"), money_text(bill.summary.total)],
        "note": rounding_text(),
    }


def _video(total: Money) -> dict[str, Any]:
    """One price for television; what it is made of follows."""
    remark = _("everything for television; what is in it follows")
    return {
        "title": _("TV price, all in"),
        "remark": remark,
        "amount": money_text(total),
        "rows": [],
    }


def _service(service: ServiceLines) -> dict[str, Any]:
    """A service that has one line, its plan's, is told on one line."""
    name, remark, amount = _row(service.lines[0])
    if len(service.lines) == 1 and name == service.plan_name:
        remarks = filter(None, [service.service_identifier, remark])
        return {"title": name, "remark": " · ".join(remarks), "amount": amount, "rows": []}
    group: dict[str, Any] = {
        "title": service.plan_name,
        "remark": service.service_identifier,
        "rows": list(map(_row, service.lines)),
    }
    if len(service.lines) > 1:
        words = _("%(name)s, together") % {"name": service.plan_name}
        group["total"] = [words, money_text(service.total)]
    return group


def _row(line: Line) -> Row:
    days = ""
    if line.period_start is not None and line.last_date is not None:
        days = period_text(line.period_start, line.last_date)
    remark = " · ".join(filter(None, [days, line.working]))
    return [line.description, remark, money_text(line.amount)]


# -- The stub --------------------------------------------------------------------------------------


def _stub(bill: BillDetail, account_number: str, provider: Provider) -> dict[str, Any] | None:
    """The part that goes back with a check, and the code that opens the pay page."""
    if bill.balance_after.amount_minor <= 0 or bill.summary.kind == "credit_note":
        return None
    query = urlencode({"bill": bill.summary.number})
    address = f"{provider.site_url}/pay/?{query}"
    code = segno.make(address, error="m", micro=False)
    return {
        "title": _("With your check"),
        "note": _("Make it out to %(name)s and write your account number on it.")
        % {"name": provider.name},
        "rows": [
            [_("Account number"), account_number],
            [_("Bill number"), bill.summary.number],
            [pgettext("day", "Due"), day_text(bill.summary.due_date)],
            [_("To pay"), money_text(bill.balance_after)],
            [_("Enclosed"), ""],
        ],
        "online": _("Or pay online"),
        "address": address,
        "code": code.svg_inline(scale=1, border=0, omitsize=True),
        "code_text": _("A code to scan that opens the pay page: %(address)s")
        % {"address": address},
    }
