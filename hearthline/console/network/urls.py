"""Addresses of these pages: connections, outages and the work queue."""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.network import connections, outages, posting, work

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "accounts/<path:account_number>/connection/",
        connections.connection,
        name="console-connection",
    ),
    path("work/", work.work, name="console-work"),
    path("work/<int:step_id>/", work.work_step, name="console-work-step"),
    path("outages/", outages.outages, name="console-outages"),
    path("outages/new/", posting.new, name="console-outage-new"),
    path("outages/post/", posting.post, name="console-outage-post"),
    path("outages/<str:outage_number>/", outages.outage, name="console-outage"),
    path("outages/<str:outage_number>/update/", outages.update, name="console-outage-update"),
    path("outages/<str:outage_number>/end/", outages.end, name="console-outage-end"),
    path("outages/<str:outage_number>/withdraw/", outages.withdraw, name="console-outage-withdraw"),
]
