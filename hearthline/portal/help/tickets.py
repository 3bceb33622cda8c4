"""Tickets: the household's list, a new one, and one with all that was said."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthline.billing.disputes import disputed_line
from hearthline.care.operations import (
    UnableToAttach,
    UnableToFindTicket,
    UnableToReply,
    UnableToWriteTicket,
    close_ticket,
    open_ticket,
    reopen_ticket,
    reply_to_ticket,
)
from hearthline.care.queries import PAGE_SIZE, TicketDetail, ticket_of, tickets_of
from hearthline.care.queries.diagnosis_of_ticket import diagnosis_of_ticket
from hearthline.care.sent_files import sent_files
from hearthline.care.words import TICKET_TOPICS, attach_text
from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.design.paging import asked_page
from hearthline.identity.access import who
from hearthline.identity.bodies import takes_files
from hearthline.kernel.clock import now
from hearthline.portal.help.forms import MessageForm, TicketForm


@account_member
@require_safe
def tickets(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """What the household asked, what isn't over first."""
    found = tickets_of(account_id=account.id, page=asked_page(request), now=now())
    # The rows of the page are fetched already; the paginator only draws the way to the others.
    page = Paginator(range(found.total), PAGE_SIZE).page(found.page)
    values = {"account": account, "found": found, "page": page}
    return render(request, "portal/help/tickets.html", values)


@takes_files
@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """Ask a person; members who only look are told whom to ask."""
    if request.method != "POST":
        topic = request.GET.get("topic", "")
        initial = {"key": uuid.uuid4(), "topic": topic if topic in TICKET_TOPICS else ""}
        return _new_page(request, account, TicketForm(initial=initial))
    form = TicketForm(request.POST, request.FILES)
    if form.is_valid() and (number := _opened(request, account, form)):
        messages.success(request, _("We have your question. Its number is %s.") % number)
        return redirect("ticket", number)
    return _new_page(request, account, form)


@takes_files
@account_member
@require_http_methods(["GET", "HEAD", "POST"])
def ticket(request: HttpRequest, account: AccountSummary, ticket_number: str) -> HttpResponse:
    """One ticket with all that was said; what is posted here is a reply."""
    found = ticket_of(account_id=account.id, number=ticket_number, now=now())
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, account, found, MessageForm(initial={"key": uuid.uuid4()}))
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid() and _replied(request, account, ticket_number, form):
        messages.success(request, _("Your reply is with us."))
        return redirect("ticket", ticket_number)
    return _page(request, account, found, form)


@account_member
@require_POST
def close(request: HttpRequest, account: AccountSummary, ticket_number: str) -> HttpResponse:
    """End a ticket."""
    try:
        close_ticket(account_id=account.id, user_id=who(request), number=ticket_number, now=now())
    except UnableToFindTicket as error:
        raise Http404 from error
    messages.success(request, _("The ticket is closed."))
    return redirect("ticket", ticket_number)


@account_member
@require_POST
def reopen(request: HttpRequest, account: AccountSummary, ticket_number: str) -> HttpResponse:
    """Open a ticket again."""
    try:
        reopen_ticket(account_id=account.id, user_id=who(request), number=ticket_number, now=now())
    except UnableToFindTicket as error:
        raise Http404 from error
    messages.success(request, _("The ticket is open again. Tell us what is still wrong."))
    return redirect("ticket", ticket_number)


def _opened(request: HttpRequest, account: AccountSummary, form: TicketForm) -> str:
    typed = form.cleaned_data
    try:
        return open_ticket(
            account_id=account.id,
            user_id=who(request),
            topic=typed["topic"],
            subject=typed["subject"],
            text=typed["text"],
            files=sent_files(request),
            key=str(typed["key"]),
            now=now(),
        )
    except UnableToAttach as error:
        form.add_error("attached", attach_text(error))
    except UnableToWriteTicket as error:
        form.add_error(None, _refusal(error))
    return ""


def _replied(request: HttpRequest, account: AccountSummary, number: str, form: MessageForm) -> bool:
    try:
        reply_to_ticket(
            account_id=account.id,
            user_id=who(request),
            number=number,
            text=form.cleaned_data["text"],
            files=sent_files(request),
            key=str(form.cleaned_data["key"]),
            now=now(),
        )
    except UnableToAttach as error:
        form.add_error("attached", attach_text(error))
    except UnableToWriteTicket as error:
        form.add_error(None, _refusal(error))
    except UnableToReply:
        form.add_error(None, _("This ticket is closed. Open it again, then send your reply."))
    else:
        return True
    return False


def _refusal(error: UnableToWriteTicket) -> str:
    if error.is_too_many:
        return _("That was a lot for one day. Please call us, so that we can help at once.")
    if error.is_not_allowed:
        return _("You can look at this account, but not write for it. Ask its owner.")
    return _("Write what you want to say.")


def _new_page(request: HttpRequest, account: AccountSummary, form: TicketForm) -> HttpResponse:
    values = {"account": account, "form": form}
    return render(request, "portal/help/new_ticket.html", values, status=_status(form))


def _page(
    request: HttpRequest, account: AccountSummary, found: TicketDetail, form: MessageForm
) -> HttpResponse:
    values = {
        "account": account,
        "ticket": found,
        "line": found.line,
        "topic": TICKET_TOPICS[found.line.topic],
        "diagnosis": diagnosis_of_ticket(diagnosis_id=found.diagnosis_id),
        "disputed": disputed_line(reference=found.line.number),
        "form": form,
    }
    return render(request, "portal/help/ticket.html", values, status=_status(form))


def _status(form: MessageForm) -> int:
    return 422 if form.is_bound and form.errors else 200
