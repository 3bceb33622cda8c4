"""Bills that wait for a printer: the list, their PDFs in one file, and printed."""

import io
import zipfile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hearthline.billing.delivery import bills_to_print, count_to_print
from hearthline.billing.operations import mark_printed
from hearthline.billing.statement import file_name, statement_of
from hearthline.identity.access import staff, who
from hearthline.kernel.clock import now

AT_A_TIME = 200


@staff("billing")
@never_cache
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and how many in all."""
    values = {"bills": bills_to_print(limit=AT_A_TIME), "total": count_to_print()}
    return render(request, "console/paper.html", values)


@staff("billing")
@never_cache
@require_safe
def paper_file(_request: HttpRequest) -> HttpResponse:
    """The PDFs of all that is listed, in one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for bill in bills_to_print(limit=AT_A_TIME):
            made = statement_of(
                account_id=bill.account_id, number=bill.number, language=bill.language
            )
            if made is not None:
                file.writestr(file_name(bill.number, "pdf"), made)
    return HttpResponse(
        packed.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="bills-to-print.zip"'},
    )


@staff("billing")
@never_cache
@require_POST
def printed(request: HttpRequest) -> HttpResponse:
    """What was listed is printed; bills that came meanwhile stay."""
    sent = [int(text) for text in request.POST.getlist("bill") if _is_id(text)]
    count = mark_printed(bill_ids=sent[:AT_A_TIME], staff_user_id=who(request), now=now())
    messages.success(request, _("Marked as printed: %(count)s") % {"count": count})
    return redirect("console-paper")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19  # noqa: PLR2004 - of a bigint
