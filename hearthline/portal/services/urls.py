"""Addresses of these pages: what an account has, and changing it."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
