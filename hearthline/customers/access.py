"""Pages about an account: for its members only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import urlencode

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hearthline.customers.permissions import Permissions
from hearthline.customers.queries import AccountSummary, account_of_user, accounts_of_user
from hearthline.customers.viewing import or_as_shown
from hearthline.identity.access import declares, who

AccountView = Callable[Concatenate[HttpRequest, AccountSummary, ...], HttpResponseBase]
CHOSEN = "account_id"
"""Where the session keeps which of several accounts its pages are about."""
ABOUT = "about_account"
"""The field in which each form of a page about an account names it."""


def account_member(view: AccountView) -> Callable[..., HttpResponseBase]:
    """Hand the view the account that the signed-in user belongs to.

    The account comes from the membership, never from the address of the page: what isn't reached
    through it does not exist for this user (404), but for somebody whose other account has it,
    who is asked whether to switch. A form acts on the account that its page was about, whatever
    another tab has switched to since. Somebody who belongs to no account is sent to the page that
    says so; staff to the console, unless they see a member's pages (`viewing`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        account = account_of_user(
            user_id=user.pk,
            account_id=request.session.get(CHOSEN),
            number=_named(request),
        )
        if account is None:
            if ABOUT in request.POST:
                raise Http404
            return redirect("console" if user.is_staff else "no-account")
        mark(request, account)
        try:
            return view(request, account, *args, **kwargs)
        except Http404:
            # Staff who see a member's pages see those of one account.
            is_shown = getattr(request, "shown_as", False)
            if account.accounts > 1 and request.method == "GET" and not is_shown:
                return _elsewhere(view, request, account, *args, **kwargs)
            raise

    return declares("account_member", or_as_shown(guarded))  # type: ignore[no-any-return]


def _named(request: HttpRequest) -> str | None:
    """The account that a form was about, as it says."""
    text = request.POST.get(ABOUT) if request.method == "POST" else None
    return text if text is None or text.isprintable() else ""


def mark(request: HttpRequest, account: AccountSummary) -> None:
    """Say to the frame around the page, and to its forms, which account it is about."""
    request.account = account  # type: ignore[attr-defined]
    request.form_fields = {ABOUT: account.number}  # type: ignore[attr-defined]


def current_account(request: HttpRequest) -> AccountSummary | None:
    """The account that pages are about, on a page that isn't about one itself."""
    return account_of_user(user_id=who(request), account_id=request.session.get(CHOSEN))


def _elsewhere(
    view: AccountView, request: HttpRequest, account: AccountSummary, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Offer to switch if another account of this person has what isn't there; else not found.

    The page itself is asked, so that nothing else decides what an account has.
    """
    for other in accounts_of_user(user_id=who(request)):
        if other.id == account.id:
            continue
        summary = account_of_user(user_id=who(request), number=other.number)
        if summary is None:
            continue
        try:
            view(request, summary, *args, **kwargs)
        except Http404:
            continue
        query = urlencode({"to": other.number, REDIRECT_FIELD_NAME: request.get_full_path()})
        return redirect(f"{reverse('accounts')}?{query}")
    raise Http404


def only_if(allows: Callable[[Permissions], bool]) -> Callable[[AccountView], AccountView]:
    """Let a page exist only for members who may: for others it doesn't (404).

    Stands below `account_member`.
    """

    def decorate(view: AccountView) -> AccountView:
        @wraps(view)
        def guarded(
            request: HttpRequest, account: AccountSummary, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not allows(account.permissions):
                raise Http404
            return view(request, account, *args, **kwargs)

        return guarded

    return decorate


sees_bills = only_if(lambda permissions: permissions.may_see_bills)
"""A page with amounts: for members who see the account's bills."""
