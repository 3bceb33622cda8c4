"""The page a browser keeps for when there is no connection. It is the same for everybody."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hearthline.identity.access import anyone


@anyone
@require_safe
@cache_control(public=True, max_age=300)
def offline(request: HttpRequest) -> HttpResponse:
    """Say what can't be done now, what can, and what the status was.

    Asks for no session: nothing in it may depend on who reads it. `?language=` chooses one.
    """
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    # Messages would be somebody's.
    values = {"messages": (), "status": status_address()}
    with translation.override(language):
        page = render(request, "portal/install/offline.html", values)
    page.headers["Content-Language"] = language
    return page


def status_address() -> str:
    """Where the public status is as JSON; empty where there is none."""
    try:
        return reverse("status-json")
    except NoReverseMatch:
        return ""
