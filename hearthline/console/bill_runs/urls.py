"""Addresses of bill runs."""

from django.urls import path

from hearthline.console.bill_runs import pages

urlpatterns = [
    path("bill-runs/", pages.bill_runs, name="console-bill-runs"),
    path("bill-runs/<str:bill_date>/", pages.bill_run, name="console-bill-run"),
]
