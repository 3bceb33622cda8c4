"""What every answer to somebody signed in has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from hearthline.identity.browsers import set_browser_cookie
from hearthline.identity.shared import leave_with


def keep_nothing(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Tell browsers to keep no page of somebody who is signed in, and who they are.

    After signing out, the back button then asks the server, which shows the sign-in page.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        set_browser_cookie(request, response)
        # Only where the view asked who it is: asking here would cost every other page a query.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated:
            response["Cache-Control"] = "no-store"
            leave_with(request, response)
        return response

    return respond
