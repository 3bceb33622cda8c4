"""Addresses of these pages: outages and maintenance, for anybody."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
