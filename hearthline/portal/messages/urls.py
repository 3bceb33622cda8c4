"""Addresses of these pages: what was sent, and how to be told."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
