"""Addresses of these pages: what lets the portal be installed on a phone."""

from django.urls import path

from hearthline.portal.install import manifest, offline, worker

urlpatterns = [
    path("manifest.webmanifest", manifest.manifest, name="manifest"),
    path("service-worker.js", worker.service_worker, name="service-worker"),
    path("offline/", offline.offline, name="offline"),
]
