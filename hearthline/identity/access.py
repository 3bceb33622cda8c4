"""Who may use a page: every view says so, and a test walks them all.

`anyone`, `signed_in`, `staff` and `demo` are here; `account_member` is in `customers.access`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def who(request: HttpRequest) -> int:
    """The id of who is signed in; one of the guards stands before, so there is somebody."""
    assert request.user.pk is not None  # noqa: S101 - for the type checker
    return int(request.user.pk)


def declares(name: str, view: Any) -> Any:
    """Mark a view with the name of who may use it; the walk over all URLs reads it."""
    view.access = name
    return view


def anyone(view: View) -> View:
    """A page for everybody, signed in or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return declares("anyone", guarded)  # type: ignore[no-any-return]


def signed_in(view: View) -> View:
    """A page for anybody who is signed in; others are sent to sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return declares("signed_in", guarded)  # type: ignore[no-any-return]


def signed_in_id(request: HttpRequest) -> int:
    """The user's id, in a view that only lets in who is signed in."""
    return int(request.user.pk or 0)


def staff(view: View) -> View:
    """A page of the console. Others get the answer an unknown address gets, once signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return declares("staff", guarded)  # type: ignore[no-any-return]


def demo(view: View) -> View:
    """A page that exists in the demo only."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return declares("demo", guarded)  # type: ignore[no-any-return]


def machine(view: View) -> View:
    """A door for other systems, which prove themselves in the request (a signature)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return declares("machine", guarded)  # type: ignore[no-any-return]
