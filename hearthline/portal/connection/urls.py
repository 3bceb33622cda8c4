"""Addresses of these pages: the internet connection as it is right now."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
