"""The web app manifest: what a phone shows of the portal once it is installed."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hearthline.design.brand import brand_colours, short_name
from hearthline.identity.access import anyone


@anyone
@require_safe
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, colours and icons, all the brand's."""
    del request
    colours = brand_colours("light")
    values = {
        "id": "/",
        "name": settings.PROVIDER_NAME,
        "short_name": short_name(settings.PROVIDER_NAME),
        "description": _("Your bills, services and connection."),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": colours["ground"],
        "theme_color": colours["sheet"],
        "icons": [
            _icon("icon-192.png", 192, "any"),
            _icon("icon-512.png", 512, "any"),
            _icon("icon-maskable-192.png", 192, "maskable"),
            _icon("icon-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("Pay"), "url": reverse("pay")},
            {"name": _("Bills"), "url": reverse("bills")},
        ],
    }
    return JsonResponse(values, content_type="application/manifest+json")


def _icon(name: str, size: int, purpose: str) -> dict[str, Any]:
    return {
        "src": static(f"brand/{name}"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
