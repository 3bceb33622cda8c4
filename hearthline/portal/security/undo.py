"""Take back a change of a contact, from the link that the old one was sent.

Nobody is signed in here: holding the link is what counts. It brings the old contact back and shuts
the sign-in; whoever wants in needs the code that goes to the old address.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.customers.operations import undo_contact_of_record
from hearthline.customers.queries import is_contact_of_record_undoable
from hearthline.identity.access import anyone
from hearthline.identity.contact_changes import is_undoable
from hearthline.identity.operations import UnableToUndo, Undone, undo_contact_change
from hearthline.kernel import clock
from hearthline.portal.security.not_me import walk_back_in

_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@anyone
@never_cache
@_FORM_METHODS
def undo(request: HttpRequest) -> HttpResponse:
    """A person's own email address or phone number."""
    return _page(request, undo_contact_change, is_undoable, about="person")


@anyone
@never_cache
@_FORM_METHODS
def undo_account(request: HttpRequest) -> HttpResponse:
    """An account's contact of record."""
    return _page(request, undo_contact_of_record, is_contact_of_record_undoable, about="account")


def _page(
    request: HttpRequest,
    take_back: Callable[..., Undone],
    is_open: Callable[..., bool],
    *,
    about: str,
) -> HttpResponse:
    token = (request.POST if request.method == "POST" else request.GET).get("link", "")[:100]
    if request.method != "POST":
        if not is_open(token=token, now=clock.now()):
            return _over(request)
        values = {"link": token, "about": about}
        return render(request, "portal/security/undo.html", values)
    try:
        undone = take_back(
            token=token, user_agent=request.headers.get("User-Agent", ""), now=clock.now()
        )
    except UnableToUndo:
        return _over(request)
    if not undone.is_restored:
        messages.warning(
            request,
            _("The old contact couldn't be put back, since it has changed hands. Please call us."),
        )
    return walk_back_in(
        request,
        undone.reference,
        _("The change was undone. Everybody was signed out, and the password no longer works."),
    )


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/security/link_over.html", status=410)
