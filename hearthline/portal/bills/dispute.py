"""A line of a bill that seems wrong: say why, and it becomes a request."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hearthline.billing.disputes import DisputedLine, lines_to_dispute
from hearthline.billing.operations import UnableToDispute
from hearthline.care.operations import UnableToAttach, UnableToWriteTicket, dispute_line
from hearthline.care.sent_files import FilesField, sent_files
from hearthline.care.words import attach_text
from hearthline.customers.access import account_member, only_if, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.identity.access import who
from hearthline.identity.bodies import takes_files
from hearthline.kernel.clock import now

MOST_LETTERS = 5_000
opens_tickets = only_if(lambda permissions: permissions.may_open_tickets)


class DisputeForm(forms.Form):
    """Why, with files. `key` makes the same form sent again the same."""

    text = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": gettext_lazy("Write what is wrong with it."),
            "max_length": gettext_lazy("This is too long: 5,000 letters are the most."),
        },
    )
    attached = FilesField(label=gettext_lazy("Pictures or files"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)


@takes_files
@account_member
@sees_bills
@opens_tickets
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(
    request: HttpRequest, account: AccountSummary, bill_number: str, position: int
) -> HttpResponse:
    """The line, and why it seems wrong; one that was disputed leads to its request."""
    line = _line(account, bill_number, position)
    if request.method != "POST":
        if line.reference:
            return redirect("ticket", line.reference)
        return _page(request, account, line, DisputeForm(initial={"key": uuid.uuid4()}))
    form = DisputeForm(request.POST, request.FILES)
    if form.is_valid():
        number = _sent(request, account, line, form)
        if number:
            messages.success(request, _("Your request is with us. We look at the line."))
            return redirect("ticket", number)
    return _page(request, account, line, form)


def _line(account: AccountSummary, bill_number: str, position: int) -> DisputedLine:
    for line in lines_to_dispute(account_id=account.id, number=bill_number):
        if line.position == position:
            return line
    raise Http404


def _sent(
    request: HttpRequest, account: AccountSummary, line: DisputedLine, form: DisputeForm
) -> str:
    typed = form.cleaned_data
    try:
        return dispute_line(
            account_id=account.id,
            user_id=who(request),
            bill_number=line.bill_number,
            position=line.position,
            text=typed["text"],
            files=sent_files(request),
            key=str(typed["key"]),
            now=now(),
        )
    except UnableToAttach as error:
        form.add_error("attached", attach_text(error))
    except UnableToDispute:
        form.add_error(None, _("This line is disputed already: see your requests."))
    except UnableToWriteTicket as error:
        form.add_error(None, _refusal(error))
    return ""


def _refusal(error: UnableToWriteTicket) -> str:
    if error.is_too_many:
        return _("That was a lot for one day. Please call us, so that we can help at once.")
    return _("Write what you want to say.")


def _page(
    request: HttpRequest, account: AccountSummary, line: DisputedLine, form: DisputeForm
) -> HttpResponse:
    values: dict[str, Any] = {"account": account, "line": line, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/bills/dispute.html", values, status=status)
