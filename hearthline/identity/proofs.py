"""When somebody last proved that it is them: step-up, for every door."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hearthline.identity.access import declares, signed_in
from hearthline.identity.sessions import PROVEN_AT
from hearthline.kernel import clock

RECENT = timedelta(minutes=5)
"""How long a proof keeps counting."""
_DRAFT = "draft"


def is_recently_proven(session: SessionBase, *, now: datetime) -> bool:
    """Whether this session's person proved within the last minutes that it is them.

    Nobody is excused: who has neither password nor passkey signs in anew.
    """
    proven_at = session.get(PROVEN_AT, "")
    return bool(proven_at) and now - datetime.fromisoformat(proven_at) < RECENT


def note_proof(session: SessionBase, *, now: datetime) -> None:
    """Write down that they did so now.

    The session goes on under another key: a copy of the one before is worth nothing.
    """
    session.cycle_key()
    session[PROVEN_AT] = now.isoformat()


def needs_proof(
    *kept: str, to_read: bool = True
) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """Let a view run only for who proved within the last minutes that it is them.

    Stands below the decorator that says who may use the page (`account_member`, `signed_in`,
    `staff`). Others are asked for the proof first and come back; of a form that was sent, the
    fields named here are filled in again (`draft`). Never name one that holds a secret.

    Args:
        kept: the fields that are filled in again.
        to_read: whether the page can't be read without, either.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_free = request.method in {"GET", "HEAD"} and not to_read
            if is_free or is_recently_proven(request.session, now=clock.now()):
                return view(request, *args, **kwargs)
            typed = {name: request.POST[name][:254] for name in kept if name in request.POST}
            if typed:
                request.session[_DRAFT] = {"path": request.path, "typed": typed}
            target = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('confirm-password')}?{target}")

        return guarded

    return decorate


def recently_proven(*kept: str) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """A page for who is signed in and proved it within the last minutes (`needs_proof`)."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Any:
        return declares("signed_in", signed_in(needs_proof(*kept)(view)))

    return decorate


def draft(request: HttpRequest) -> dict[str, str]:
    """What was typed on this page before the proof was asked for; only once."""
    kept = request.session.get(_DRAFT)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[_DRAFT]
    return dict(kept["typed"])
