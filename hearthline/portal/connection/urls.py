"""Addresses of these pages: connections, each with its restart."""

from django.urls import URLPattern, URLResolver, path

from hearthline.portal.connection import pages, restarts

urlpatterns: list[URLPattern | URLResolver] = [
    path("connection/", pages.connections, name="connection"),
    path("connection/<int:connection_id>/", pages.connection, name="connection-line"),
    path("connection/<int:connection_id>/restart/", restarts.restart, name="restart-connection"),
    path("connection/restarts/<int:restart_id>/", restarts.progress, name="restart"),
]
