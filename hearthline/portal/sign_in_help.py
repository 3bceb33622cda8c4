"""Help for who can't sign in: what is wrong with this browser, and each problem's next step."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.care.expecting import opening_times
from hearthline.design.opening import opening_text
from hearthline.identity.access import anyone
from hearthline.identity.old_browsers import is_too_old
from hearthline.kernel import clock
from hearthline.portal.sign_in_problems import PROBLEMS, Problem

_CHECK = "cookie-check"
_TAKES_S = 60


@dataclass(frozen=True, slots=True)
class Way:
    """A problem, and the address of its next step where there is one."""

    problem: Problem
    address: str


@anyone
@never_cache
@require_safe
def sign_in_help(request: HttpRequest) -> HttpResponse:
    """Look for what is wrong, say so, and list what it may be.

    Whether cookies are on shows only when one comes back. So a browser that brings none is given
    one and sent here again, once.
    """
    has_cookies = any(name in request.COOKIES for name in _ours())
    if not has_cookies and "checked" not in request.GET:
        response = redirect(f"{reverse('sign-in-help')}?checked=1")
        response.set_cookie(
            _name(),
            "1",
            max_age=_TAKES_S,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response
    now, times = clock.now(), opening_times()
    values = {
        "has_cookies": has_cookies,
        "is_old": is_too_old(request.headers.get("User-Agent", "")),
        "now": now,
        "now_ms": int(now.timestamp() * 1000),
        "opening": opening_text(times, now) if times else "",
        "ways": [Way(problem, _address(problem.page)) for problem in PROBLEMS],
    }
    return render(request, "portal/identity/sign_in_help.html", values)


def _ours() -> tuple[str, ...]:
    return (
        _name(),
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
    )


def _name() -> str:
    return f"__Host-{_CHECK}" if settings.SECURE else _CHECK


def _address(page: str) -> str:
    try:
        return reverse(page) if page else ""
    except NoReverseMatch:
        return ""
