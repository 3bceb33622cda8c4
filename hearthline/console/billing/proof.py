"""Where money moves, staff prove again that it is them; what they typed waits meanwhile."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hearthline.identity.proofs import is_recently_proven
from hearthline.kernel import clock

_DRAFT = "console_draft"


def needs_proof(*kept: str) -> Callable[[Callable[..., HttpResponseBase]], Any]:
    """Send a form on only for who proved within the last minutes that it is them.

    Stands below `staff`. The page can be read without; a form that is sent too late is asked for
    the proof first, and has the fields named here filled in again (`draft`).
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_read = request.method in {"GET", "HEAD"}
            if is_read or is_recently_proven(request.session, now=clock.now()):
                return view(request, *args, **kwargs)
            typed = {name: request.POST[name][:254] for name in kept if name in request.POST}
            request.session[_DRAFT] = {"path": request.path, "typed": typed}
            target = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('confirm-password')}?{target}")

        return guarded

    return decorate


def draft(request: HttpRequest) -> dict[str, str]:
    """What was typed on this page before the proof was asked for; only once."""
    kept = request.session.get(_DRAFT)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[_DRAFT]
    return dict(kept["typed"])
