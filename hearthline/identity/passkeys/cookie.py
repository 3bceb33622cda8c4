"""Where a browser keeps the state of a question until it answers: a signed cookie.

Whoever opens the sign-in page has no session yet, and asking must not begin one: rows that
anybody can make, as often as they like. A question is answered once all the same (`use_passkey`).
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from hearthline.identity.passkeys.ceremonies import LIFETIME, State

_SALT = "identity.passkeys"
COOKIE = "__Host-passkey" if settings.SECURE else "passkey"


def keep_state(response: HttpResponseBase, state: State) -> None:
    """Give a browser the state of a question, unreadable to scripts and no use to others."""
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(state), salt=_SALT),
        max_age=LIFETIME,
        secure=settings.SECURE,
        httponly=True,
        samesite="Strict",
    )


def kept_state(request: HttpRequest) -> dict[str, Any] | None:
    """What the browser was asked last; None where that is nothing, or isn't ours."""
    try:
        state = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return state if isinstance(state, dict) else None


def forget_state(response: HttpResponseBase) -> None:
    """The question was answered."""
    response.delete_cookie(COOKIE, samesite="Strict")
