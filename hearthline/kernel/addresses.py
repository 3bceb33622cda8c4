"""Addresses that lead nowhere, whatever page would answer."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponseBase


def refuse_nul(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer 404 to a path with a NUL: nothing has one in its name, and PostgreSQL takes none."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise Http404
        return get_response(request)

    return respond
