"""Addresses of these pages: what lets the portal be installed on a phone."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
