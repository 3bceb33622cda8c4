"""Addresses of these pages: connections, outages and the work queue."""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.network import work

urlpatterns: list[URLPattern | URLResolver] = [
    path("work/", work.work, name="console-work"),
    path("work/<int:step_id>/", work.work_step, name="console-work-step"),
]
