"""Signing in and out."""

from allauth.account.internal import flows
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.identity.access import anyone, signed_in
from hearthline.identity.forms import SignInForm
from hearthline.identity.sessions import RECOVERY, SHARED
from hearthline.identity.shared import is_shared, leave_nothing
from hearthline.portal.language import speak

REGISTRATION = "registration"
"""Where the session keeps a registration that is under way."""


@anyone
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a username or email address and a password."""
    target = own_address(request)
    if request.user.is_authenticated:
        return redirect(target or _start_of(request))
    if request.method != "POST":
        return _page(request, SignInForm(), target)
    # Only what this form says counts, not what an earlier one did.
    request.session.pop(SHARED, None)
    form = SignInForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, form, target, status=422)
    response: HttpResponseBase = form.login(request, redirect_url=target or None)
    # Whoever was registering in this browser is not the one who signs in.
    request.session.pop(REGISTRATION, None)
    request.session.pop(RECOVERY, None)
    return speak(response, getattr(request.user, "language", ""))


@anyone
@csrf_exempt
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; works just as well when it has ended already.

    Without a token in the form: so it works from a page that was open for too long, and stands on
    pages that must not differ by one byte. That the button was ours, the browser says; of one that
    doesn't say, a token is asked for.
    """
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    was_shared = is_shared(request)
    flows.logout.logout(request, show_message=False)
    response = redirect("sign-in")
    if was_shared:
        leave_nothing(response)
    return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that no page of ours sent."""
    ours = f"{request.scheme}://{request.get_host()}"
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin in {ours, None} and site == "same-origin":
        return None
    if origin == ours and site is None:
        return None
    checked: HttpResponse | None = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(
        request, sign_in, (), {}
    )
    return checked


@signed_in
def no_account(request: HttpRequest) -> HttpResponse:
    """Say what to do: somebody has a sign-in but belongs to no account."""
    return render(request, "portal/identity/no_account.html")


def _page(request: HttpRequest, form: SignInForm, target: str, status: int = 200) -> HttpResponse:
    values = {"form": form, "next": target, "next_name": REDIRECT_FIELD_NAME}
    return render(request, "portal/identity/sign_in.html", values, status=status)


def own_address(request: HttpRequest) -> str:
    """Where somebody was going before they had to prove something, if that is a page of ours."""
    text = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_ours = url_has_allowed_host_and_scheme(
        text, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A path from the root: any other text would be looked up as the name of a page.
    return text if is_ours and text.startswith("/") else ""


def _start_of(request: HttpRequest) -> str:
    return "console" if getattr(request.user, "is_staff", False) else "overview"
