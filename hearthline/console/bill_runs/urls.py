"""Addresses of bill runs, of corrections and of what ends an account."""

from django.urls import path

from hearthline.console.bill_runs import billing_day, closing, correcting, pages

urlpatterns = [
    path("bill-runs/", pages.bill_runs, name="console-bill-runs"),
    path("bill-runs/<str:bill_date>/", pages.bill_run, name="console-bill-run"),
    path("closings/", closing.closings, name="console-closings"),
    path("accounts/<path:account_number>/close/", closing.close, name="console-close"),
    path(
        "accounts/<path:account_number>/billing-day/",
        billing_day.billing_day,
        name="console-billing-day",
    ),
    path(
        "accounts/<path:account_number>/bills/<path:bill_number>/correct/",
        correcting.correct,
        name="console-bill-correct",
    ),
]
