"""Addresses of these pages: tickets, articles and diagnoses."""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.care import diagnoses

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "accounts/<path:account_number>/diagnoses/<str:diagnosis_token>/",
        diagnoses.diagnosis,
        name="console-diagnosis",
    ),
    path(
        "accounts/<path:account_number>/diagnoses/",
        diagnoses.diagnoses,
        name="console-diagnoses",
    ),
    path("flows/", diagnoses.flows, name="console-flows"),
]
