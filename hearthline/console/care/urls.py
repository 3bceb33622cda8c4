"""Addresses of these pages: tickets, articles and diagnoses."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
