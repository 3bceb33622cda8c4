"""Addresses for other systems."""

from django.urls import include, path

from hearthline.api import gateway_events, health

urlpatterns = [
    path("", include("hearthline.api.identity.urls")),
    path("healthz/", health.health, name="health"),
    path("api/gateway-events/", gateway_events.gateway_events, name="gateway-events"),
]
