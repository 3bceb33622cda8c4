"""Pages whose address is the key: for whoever has the link, and for nobody to learn it from."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from hearthline.identity.access import anyone
from hearthline.identity.limits import Limit, take
from hearthline.identity.places import place_of
from hearthline.kernel.clock import now

_AN_HOUR = timedelta(hours=1)
_VISITS = 120
_TOO_MANY = 429


def by_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for everybody who has its link.

    It is kept by no browser and listed by no search engine; its address goes to no other host as
    a referrer, and requests aren't logged. (`no-referrer` would have browsers send `Origin: null`
    with its forms, which the guard against forged forms must refuse.) So many visits an hour from
    one place are enough for people, and far too few to find a link of 256 random bits.
    """

    @anyone
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        limit = Limit("by link", place_of(request), _VISITS, _AN_HOUR)
        if take([limit], now=now()):
            answer = view(request, *args, **kwargs)
        else:
            answer = render(request, "portal/by_link/too_many.html", status=_TOO_MANY)
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


def gone(request: HttpRequest, template: str) -> HttpResponse:
    """The same page for a link that never was, was used, withdrawn, or whose time is over."""
    return render(request, template, status=404)
