"""Addresses of these pages: how the network is, and one outage for those it reaches."""

from django.urls import path

from hearthline.portal.status import outage, public

urlpatterns = [
    path("status/", public.status, name="status"),
    path("status.json", public.status_json, name="status-json"),
    path("outages/<str:outage_number>/", outage.outage, name="outage"),
]
