"""Pages about an account: for its members only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from hearthline.customers.queries import AccountSummary, account_of_user
from hearthline.customers.viewing import or_as_shown
from hearthline.identity.access import declares

AccountView = Callable[Concatenate[HttpRequest, AccountSummary, ...], HttpResponseBase]


def account_member(view: AccountView) -> Callable[..., HttpResponseBase]:
    """Hand the view the account that the signed-in user belongs to.

    The account comes from the membership, never from the address of the page: what isn't reached
    through it does not exist for this user (404). Somebody who belongs to no account is sent to
    the page that says so; staff to the console, unless they see a member's pages (`viewing`).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        account = account_of_user(user_id=user.pk)
        if account is None:
            return redirect("console" if user.is_staff else "no-account")
        # For the frame around each page, whatever its view hands to the template.
        request.account = account  # type: ignore[attr-defined]
        return view(request, account, *args, **kwargs)

    return declares("account_member", or_as_shown(guarded))  # type: ignore[no-any-return]
