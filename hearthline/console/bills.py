"""One of an account's bills, as the subscriber sees it: page, PDF and spreadsheet."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.billing.correcting import correction_values
from hearthline.billing.explanation import explain_bill
from hearthline.billing.lines_file import lines_csv
from hearthline.billing.queries import bill_detail
from hearthline.billing.statement import file_name, statement_of
from hearthline.billing.waivers import charges_on_bill
from hearthline.console.looking import look_at
from hearthline.design.files import csv_file, pdf_file
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date

_MOST = 60
"""What the log of looks has room for."""


@staff("support", "billing")
@never_cache
@require_safe
def bill(request: HttpRequest, account_number: str, bill_number: str) -> HttpResponse:
    """One bill, with why it changed."""
    found = look_at(request, account_number, page="bill", subject=bill_number[:_MOST])
    detail = bill_detail(account_id=found.id, number=bill_number)
    if detail is None:
        raise Http404
    explanation = explain_bill(account_id=found.id, number=bill_number)
    values: dict[str, object] = {
        "account": found,
        "bill": detail,
        "today": provider_date(now()),
        "explanation": explanation,
        "charges": charges_on_bill(account_id=found.id, number=bill_number),
        **correction_values(
            detail.summary,
            account_id=found.id,
            address_of=lambda number: reverse("console-bill", args=[account_number, number]),
        ),
    }
    if explanation is not None:
        before = [account_number, explanation.before_number]
        values |= {
            "causes": [(cause, "") for cause in explanation.causes],
            "before_href": reverse("console-bill", args=before),
        }
    return render(request, "console/bill.html", values)


@staff("support", "billing")
@never_cache
@require_safe
def pdf(request: HttpRequest, account_number: str, bill_number: str) -> HttpResponse:
    """The bill as PDF, in the language of the console."""
    found = look_at(request, account_number, page="bill", subject=bill_number[:_MOST])
    language = get_language() or settings.LANGUAGE_CODE
    made = statement_of(account_id=found.id, number=bill_number, language=language)
    if made is None:
        raise Http404
    return pdf_file(made, file_name(bill_number, "pdf"))


@staff("support", "billing")
@never_cache
@require_safe
def lines(request: HttpRequest, account_number: str, bill_number: str) -> HttpResponse:
    """The bill's lines as CSV."""
    found = look_at(request, account_number, page="bill", subject=bill_number[:_MOST])
    detail = bill_detail(account_id=found.id, number=bill_number)
    if detail is None:
        raise Http404
    return csv_file(lines_csv(detail), file_name(bill_number, "csv"))
