"""Addresses of these pages: connections, outages and the work queue."""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.network import connections

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "accounts/<path:account_number>/connection/",
        connections.connection,
        name="console-connection",
    ),
]
