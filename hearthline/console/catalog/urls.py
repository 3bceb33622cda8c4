"""Addresses of these pages: plans, channel packs and promotions."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
