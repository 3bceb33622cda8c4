"""A shared device: the session ends with the browser and when nobody is there; nothing stays.

Whoever signs in says so, on the page or in the app's request (`shared`). The session keeps it, also
through a second step; nothing of such a browser is remembered or trusted (`SHARED`).
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hearthline.identity.sessions import SHARED, SHARED_IDLE

FIELD = "shared"
_LEAVE_S = SHARED_IDLE.seconds + 5
"""A page that is left open goes when its session has gone."""
_LONGEST_BODY = 100_000


def is_shared(request: HttpRequest) -> bool:
    """Whether this session is one on a shared device."""
    return bool(request.session.get(SHARED, False))


def note_shared(request: HttpRequest) -> None:
    """Keep it in the session if the request says that the device is shared."""
    if _says_so(request):
        request.session[SHARED] = True
        # A cookie without an age ends with the browser.
        request.session.set_expiry(0)


def _says_so(request: HttpRequest) -> bool:
    if request.content_type != "application/json":
        return bool(request.POST.get(FIELD))
    if len(request.body) > _LONGEST_BODY:
        return False
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get(FIELD) is True


def leave_with(request: HttpRequest, response: HttpResponseBase) -> None:
    """Have a page that is left open on a shared device go by itself, with what it shows."""
    if is_shared(request) and response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers["Refresh"] = f"{_LEAVE_S}; url=/sign-in/"


def leave_nothing(response: HttpResponseBase) -> None:
    """After signing out of a shared device: what the browser kept of us goes.

    Not its cookies in general, which may be those of other pages under the provider's name; ours
    that say something about the person are named. The worker that `storage` throws away is the same
    for everybody, and comes back with the next page.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH)
