"""Every address. Each view states who may use it; `tests/architecture` walks them all."""

from django.urls import include, path
from django.views.i18n import set_language

from hearthline.identity.access import anyone

urlpatterns = [
    path("", include("hearthline.portal.urls")),
    path("", include("hearthline.identity.urls")),
    path("console/", include("hearthline.console.urls")),
    path("", include("hearthline.api.urls")),
    path("language/", anyone(set_language), name="set_language"),
]
handler404 = "hearthline.portal.errors.not_found"
handler403 = "hearthline.portal.errors.forbidden"
handler500 = "hearthline.portal.errors.server_error"
