"""Ways into allauth's pipeline of a sign-in that aren't a password: `stages` come after them."""

from typing import cast

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from hearthline.identity.models import User


def go_on_with_code(request: HttpRequest, *, user_id: int, target: str = "") -> HttpResponse:
    """Go on with a sign-in whose first factor was a code by email (`use_sign_in_code`).

    Args:
        request: from the browser or app that asked for the code.
        user_id: whose code it was.
        target: where to go when all steps are passed; a page of ours.
    """
    user = User.objects.get(pk=user_id)
    record_authentication(request, user, method="code")
    return cast(
        "HttpResponse", perform_login(request, Login(user=user, redirect_url=target or None))
    )
