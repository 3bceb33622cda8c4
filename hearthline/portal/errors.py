"""Pages for what went wrong: what happened, in plain words, and what to do next."""

from typing import Any

from django.contrib.auth import get_user
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render


def is_signed_in(request: HttpRequest) -> bool:
    """Whether the page has a way to sign out; no, if what went wrong keeps us from knowing."""
    try:
        # Some addresses are refused before anybody asked who it is.
        user = getattr(request, "user", None) or get_user(request)
        return bool(user.is_authenticated)
    except (AttributeError, DatabaseError):
        return False


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "404.html", {"signed_in": is_signed_in(request)}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return render(request, "403.html", {"signed_in": is_signed_in(request)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", {"signed_in": is_signed_in(request)}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """A form came without its token: cookies are off, or the page was open for too long."""
    values = {"no_cookie": reason == REASON_NO_CSRF_COOKIE}
    return render(request, "portal/form_expired.html", values, status=403)
