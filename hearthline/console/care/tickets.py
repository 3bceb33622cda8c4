"""The staff's tickets: what waits, one with everything about it, and the answer."""

import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthline.billing.disputes import disputed_line
from hearthline.care.handing_out import file_response
from hearthline.care.operations import (
    UnableToAttach,
    UnableToFindTicket,
    UnableToWriteTicket,
    answer_ticket,
    assign_ticket,
    note_on_ticket,
    solve_ticket,
)
from hearthline.care.queries import (
    PAGE_SIZE,
    TicketDetail,
    attachment_for_staff,
    counts_by_state,
    ticket_for_staff,
    ticket_queue,
)
from hearthline.care.queries.diagnosis_of_ticket import diagnosis_of_ticket
from hearthline.care.sent_files import FilesField, sent_files
from hearthline.care.words import TICKET_STATES, TICKET_TOPICS, attach_text
from hearthline.console.looking import look_at
from hearthline.customers.queries import AccountDetail
from hearthline.customers.reasons import Reason
from hearthline.design.paging import asked_page
from hearthline.identity.access import staff, who
from hearthline.identity.bodies import takes_files
from hearthline.kernel.clock import now, provider_date
from hearthline.subscriptions.queries import services_of

MOST_LETTERS = 10_000


class QueueForm(forms.Form):
    """Which tickets."""

    number = forms.CharField(
        label=gettext_lazy("Ticket or account number"), required=False, max_length=40
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Not over yet")), *TICKET_STATES.items()],
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Topic"),
        required=False,
        choices=[("", gettext_lazy("All")), *TICKET_TOPICS.items()],
    )
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)


class AnswerForm(forms.Form):
    """An answer to the household."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    attached = FilesField(label=gettext_lazy("Pictures or files"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("With this answer"),
        initial="answered",
        choices=[
            ("answered", gettext_lazy("it is answered")),
            ("waiting_for_customer", gettext_lazy("we wait for their reply")),
            ("solved", gettext_lazy("it is solved")),
        ],
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A note among staff."""

    note = forms.CharField(
        label=gettext_lazy("Note for staff"),
        help_text=gettext_lazy("The household never sees it."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
    note_key = forms.UUIDField(widget=forms.HiddenInput)


@staff("support")
@never_cache
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """What waits, the overdue first."""
    form = QueueForm(request.GET)
    form.is_valid()  # what makes no sense is left out
    asked = form.cleaned_data
    found = ticket_queue(
        state=asked.get("state", ""),
        topic=asked.get("topic", ""),
        number=asked.get("number", "").strip(),
        mine_of=request.user.pk if asked.get("mine") else None,
        page=asked_page(request),
        now=now(),
    )
    page = Paginator(range(found.total), PAGE_SIZE).page(found.page)
    values = {
        "form": QueueForm(initial=asked),
        "found": found,
        "page": page,
        "counts": [(TICKET_STATES[state], n) for state, n in sorted(counts_by_state().items())],
        "topics": TICKET_TOPICS,
    }
    return render(request, "console/care/tickets.html", values)


@takes_files
@staff("support")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, ticket_number: str) -> HttpResponse:
    """One ticket with the facts of its account; what is posted here is an answer."""
    opened = _open(request, ticket_number)
    if request.method != "POST":
        return _page(request, opened)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid() and _answered(request, ticket_number, form):
        messages.success(request, _("Your answer is sent."))
        return redirect("console-ticket", ticket_number)
    return _page(request, opened, answer=form)


@staff("support")
@require_POST
def note(request: HttpRequest, ticket_number: str) -> HttpResponse:
    """Leave a note."""
    opened = _open(request, ticket_number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, opened, note=form)
    note_on_ticket(
        number=ticket_number,
        staff_user_id=who(request),
        text=form.cleaned_data["note"],
        key=str(form.cleaned_data["note_key"]),
        now=now(),
    )
    messages.success(request, _("Your note is kept."))
    return redirect("console-ticket", ticket_number)


@staff("support")
@require_POST
def assign(request: HttpRequest, ticket_number: str) -> HttpResponse:
    """Take a ticket on, or give it back to everybody."""
    gives_back = request.POST.get("to") == "nobody"
    try:
        assign_ticket(
            number=ticket_number,
            staff_user_id=None if gives_back else who(request),
            now=now(),
        )
    except UnableToFindTicket as error:
        raise Http404 from error
    return redirect("console-ticket", ticket_number)


@staff("support")
@require_POST
def solve(request: HttpRequest, ticket_number: str) -> HttpResponse:
    """Call a ticket solved without another word."""
    try:
        solve_ticket(number=ticket_number, now=now())
    except UnableToFindTicket as error:
        raise Http404 from error
    messages.success(request, _("The ticket is solved."))
    return redirect("console-ticket", ticket_number)


@staff("support")
@require_safe
def attachment(request: HttpRequest, ticket_number: str, attachment_id: int) -> HttpResponseBase:
    """One file, streamed; opening it is a look at the account."""
    _open(request, ticket_number)
    return file_response(attachment_for_staff(number=ticket_number, attachment_id=attachment_id))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A ticket and its account, the look at it written down."""

    ticket: TicketDetail
    account: AccountDetail


def _open(request: HttpRequest, number: str) -> _Opened:
    found = ticket_for_staff(number=number, now=now())
    if found is None:
        raise Http404
    account = look_at(
        request,
        found.line.account_number,
        page="account",
        subject=f"ticket {number}",
        because=Reason("ticket", number),
    )
    return _Opened(found, account)


def _answered(request: HttpRequest, number: str, form: AnswerForm) -> bool:
    typed = form.cleaned_data
    try:
        answer_ticket(
            number=number,
            staff_user_id=who(request),
            text=typed["text"],
            files=sent_files(request),
            state=typed["state"],
            key=str(typed["key"]),
            now=now(),
        )
    except UnableToAttach as error:
        form.add_error("attached", attach_text(error))
    except UnableToWriteTicket:
        form.add_error("text", _("Write what you want to say."))
    else:
        return True
    return False


def _page(
    request: HttpRequest,
    opened: _Opened,
    *,
    answer: AnswerForm | None = None,
    note: NoteForm | None = None,
) -> HttpResponse:
    line = opened.ticket.line
    refused = answer or note
    values = {
        "ticket": opened.ticket,
        "line": line,
        "topic": TICKET_TOPICS[line.topic],
        "account": opened.account,
        "services": services_of(account_id=opened.account.id, on=provider_date(now())),
        "today": provider_date(now()),
        "disputed": disputed_line(reference=line.number),
        "diagnosis": diagnosis_of_ticket(diagnosis_id=opened.ticket.diagnosis_id),
        "answer": answer or AnswerForm(initial={"key": uuid.uuid4()}),
        "note": note or NoteForm(initial={"note_key": uuid.uuid4()}),
        "form": refused,
        "is_mine": opened.ticket.assigned_to_id == request.user.pk,
    }
    return render(request, "console/care/ticket.html", values, status=422 if refused else 200)
