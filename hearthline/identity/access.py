"""Who may use a page: every view says so, and a test walks them all.

`anyone`, `signed_in`, `staff` and `demo` are here; `account_member` is in `customers.access`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, overload
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hearthline.identity import staff_sessions
from hearthline.identity.queries import staff_roles
from hearthline.identity.roles import ROLES, opens
from hearthline.kernel import clock

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


@overload
def staff(view: View, /) -> View: ...
@overload
def staff(*roles: str) -> Callable[[View], View]: ...
def staff(*given: Any) -> Any:
    """A page of the console, for staff with one of these roles; without any, for admins.

    Others get the answer an unknown address gets, once signed in. A session that is too old, or
    passed no second step where staff need one, gets no further than the page that says so.
    """
    if len(given) == 1 and callable(given[0]):
        return _staff_page(given[0], frozenset(), is_way_in=False)
    return lambda view: _staff_page(view, frozenset(given), is_way_in=False)


def staff_way_in(view: View) -> View:
    """A page for all staff that opens without a second step: the one about second steps."""
    return _staff_page(view, frozenset(ROLES), is_way_in=True)  # type: ignore[no-any-return]


def _staff_page(view: Any, roles: frozenset[str], *, is_way_in: bool) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not request.user.is_staff:
            raise PermissionDenied
        if staff_sessions.is_over(request, clock.now()):
            return _to_sign_in(request)
        if not is_way_in and staff_sessions.missing(request):
            target = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
            return redirect(f"{reverse('console-second-factor')}?{target}")
        has = staff_roles(user_id=who(request))
        # For the navigation, and for parts of pages that not everybody sees.
        request.staff_roles = has  # type: ignore[attr-defined]
        if not opens(roles, has):
            raise PermissionDenied
        return view(request, *args, **kwargs)  # type: ignore[no-any-return]

    guarded.roles = roles  # type: ignore[attr-defined]
    return declares("staff", guarded)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Staff of a company with a sign-in of its own see that first."""
    page = "console-sign-in" if settings.STAFF_SSO_ISSUER else None
    return redirect_to_login(request.get_full_path(), login_url=page)


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
