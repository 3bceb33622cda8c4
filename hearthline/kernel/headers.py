"""What every answer says to browsers, whoever gives it: a page, a file, an error, an API."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# django-csp, django-permissions-policy and Django's own middleware say the rest.
_SAID = {
    # Other sites can't load anything of ours, not even a picture.
    "Cross-Origin-Resource-Policy": "same-origin",
    # And we load nothing of theirs.
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def protect(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Put the headers on every answer that doesn't have stricter ones."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in _SAID.items():
            response.headers.setdefault(name, value)
        return response

    return respond
