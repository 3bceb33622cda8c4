"""Pages of the demo only: what would have been sent to people."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from hearthline.design.paging import asked_page
from hearthline.identity.access import demo
from hearthline.notices.queries import all_messages

_PER_PAGE = 20


@demo
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Show every email and text message, newest first, codes and all: nothing here is real."""
    recipient = request.GET.get("to", "")[:254].replace("\x00", "")
    at = asked_page(request)
    found = all_messages(recipient=recipient, offset=(at - 1) * _PER_PAGE, limit=_PER_PAGE)
    # Only counts and numbers come from the paginator: the rows are read already.
    page = Paginator(range(found.total), _PER_PAGE).get_page(at)
    values = {"messages_found": found.messages, "page": page, "to": recipient}
    return render(request, "portal/demo/inbox.html", values)
