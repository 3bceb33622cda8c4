"""How the network is, for anybody: no sign-in, no cookie, nothing about who looks but a code."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hearthline.identity.access import anyone
from hearthline.kernel import clock
from hearthline.network.queries import OutageLine, StatusNow, status_now

FRESH_S = 15
"""Browsers and proxies may keep the page so long: what is posted shows as soon."""


class PostalCodeForm(forms.Form):
    """All that is asked."""

    postal_code = forms.CharField(
        label=_("ZIP code"),
        help_text=_("To see one place only. We don't keep it."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )


@anyone
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What is down, planned and just over, in all places or one."""
    language = _asked_language(request)
    with translation.override(language):
        found = _found(request)
        values: dict[str, Any] = {
            "status": found,
            "form": PostalCodeForm(initial={"postal_code": found.postal_code}),
            "languages": [code for code, _name in settings.LANGUAGES if code != language],
            "language": language,
            # The frame of other pages asks who is signed in, and so for the session.
            "messages": (),
        }
        response = render(request, "portal/status/status.html", values)
    response["Content-Language"] = language
    return _kept_for_seconds(response)


@anyone
@require_safe
def status_json(request: HttpRequest) -> HttpResponse:
    """The same for programs, and for the page that shows when there is no connection."""
    language = _asked_language(request)
    with translation.override(language):
        found = _found(request)
        answer = {
            "checked_at": found.at.isoformat(timespec="seconds"),
            "all_well": found.is_well,
            "outages": [_as_json(line) for line in (*found.active, *found.planned)],
        }
    return _kept_for_seconds(JsonResponse(answer))


def _found(request: HttpRequest) -> StatusNow:
    typed = "".join(request.GET.get("postal_code", "")[:20].replace("\x00", "").split())
    return status_now(postal_code=typed.upper(), now=clock.now())


def _as_json(line: OutageLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "kind": line.kind,
        "state": line.state,
        "title": str(line.title),
        "places": [str(place) for place in line.places],
        "started_at": line.started_at.isoformat(timespec="seconds"),
        "estimate_at": line.estimate_at and line.estimate_at.isoformat(timespec="seconds"),
    }


def _asked_language(request: HttpRequest) -> str:
    """By the link on the page, else as everywhere: the language cookie, then the browser's."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language() or "en"


def _kept_for_seconds(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=FRESH_S)
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response
