"""A browser in which somebody has signed in is known again by a cookie of its own.

The cookie says nothing and signs nobody in; only its hash is kept, one row for each person who has
signed in with it. A browser of a shared device gets none.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hearthline.identity.models import Browser
from hearthline.kernel.numbers import new_token, token_hash

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_NEW = "_new_browser_token"


def browser_token(request: HttpRequest) -> str:
    """What the browser calls itself; empty if it came without our cookie, or with nonsense."""
    token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return token if _TOKEN.fullmatch(token) else ""


def browser_hash(request: HttpRequest) -> bytes:
    """The hash under which a browser is kept; empty, which is nobody's, without our cookie."""
    token = browser_token(request)
    return token_hash(token) if token else b""


def browser_of(request: HttpRequest, *, user_id: int) -> Browser | None:
    """The row of this browser for a user, if they have signed in with it before."""
    key = browser_hash(request)
    return Browser.objects.filter(user_id=user_id, token_hash=key).first() if key else None


def hash_to_remember(request: HttpRequest) -> bytes:
    """The hash of the browser that is about to be known; makes a token where there was none.

    `set_browser_cookie` hands that to the browser with the answer.
    """
    token = browser_token(request) or getattr(request, _NEW, "")
    if not token:
        token = new_token()
    # Set again at each sign-in, so that it lasts from the last one.
    setattr(request, _NEW, token)
    return token_hash(token)


def remembered_hash(request: HttpRequest) -> bytes:
    """The hash of this browser once a sign-in in this request has made it known; else empty."""
    token = getattr(request, _NEW, "")
    return token_hash(token) if token else b""


def set_browser_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the browser its cookie, where a sign-in made or renewed it."""
    token = getattr(request, _NEW, "")
    if token:
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME,
            token,
            max_age=settings.BROWSER_COOKIE_AGE,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
            path="/",
        )
