"""This wasn't me: says what will happen, does it when asked, and walks the person back in.

Reached signed in, or by a link in a message. The link only opens the page; what it leads to brings
whoever uses it no further than the sign-in page, and needs the email address of record.
"""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.customers.operations import say_not_me
from hearthline.identity.access import anyone, signed_in_id
from hearthline.identity.links import NotMeLink, UnableToReadLink, read_not_me_link
from hearthline.identity.operations import UnableToSayNotMe, looked_back
from hearthline.identity.sessions import RECOVERY
from hearthline.kernel import clock

_MOST_DIGITS = 11


@anyone
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest) -> HttpResponseBase:
    """Ask, then do it."""
    token = (request.POST if request.method == "POST" else request.GET).get("link", "")[:500]
    try:
        link = read_not_me_link(token=token, now=clock.now()) if token else None
    except UnableToReadLink:
        return render(request, "portal/security/link_over.html", status=410)
    if link is None and not request.user.is_authenticated:
        return render(request, "portal/security/not_me_signed_out.html")
    if request.method == "POST":
        return _do(request, link)
    since = link.since if link else _since(request.GET.get("since", ""))
    values = {
        "link": token,
        "since": request.GET.get("since", "")[:_MOST_DIGITS],
        "looked_back": looked_back(since=since, now=clock.now()),
    }
    return render(request, "portal/security/not_me.html", values)


def _do(request: HttpRequest, link: NotMeLink | None) -> HttpResponse:
    try:
        reference = say_not_me(
            user_id=link.user_id if link else signed_in_id(request),
            since=link.since if link else _since(request.POST.get("since", "")),
            made_at=link.made_at if link else None,
            user_agent=request.headers.get("User-Agent", ""),
            now=clock.now(),
        )
    except UnableToSayNotMe:
        return render(request, "portal/security/link_over.html", status=410)
    return walk_back_in(
        request, reference, _("Everybody was signed out, and the password no longer works.")
    )


def walk_back_in(request: HttpRequest, reference: str, said: str) -> HttpResponse:
    """On to the page that asks for the code which is on its way, and for a new password."""
    # Whoever is signed in here is so no longer, as everywhere.
    logout(request)
    request.session[RECOVERY] = {"reference": reference, "name": ""}
    messages.success(request, said)
    return redirect("recover-password-code")


def _since(text: str) -> datetime | None:
    """The moment of an address; None for nonsense."""
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return datetime.fromtimestamp(int(text), UTC)
