"""A bill as a file: on paper, or its lines for a spreadsheet."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hearthline.billing.lines_file import lines_csv
from hearthline.billing.queries import bill_detail
from hearthline.billing.statement import file_name, statement_of
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.design.files import csv_file, pdf_file


@account_member
@sees_bills
@require_safe
def pdf(_request: HttpRequest, account: AccountSummary, bill_number: str) -> HttpResponse:
    """The bill as PDF, in the language of the pages."""
    language = get_language() or settings.LANGUAGE_CODE
    made = statement_of(account_id=account.id, number=bill_number, language=language)
    if made is None:
        raise Http404
    return pdf_file(made, file_name(bill_number, "pdf"))


@account_member
@sees_bills
@require_safe
def lines(_request: HttpRequest, account: AccountSummary, bill_number: str) -> HttpResponse:
    """The bill's lines as CSV."""
    found = bill_detail(account_id=account.id, number=bill_number)
    if found is None:
        raise Http404
    return csv_file(lines_csv(found), file_name(bill_number, "csv"))
