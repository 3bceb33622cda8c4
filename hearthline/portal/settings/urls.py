"""Addresses of these pages: who the person is and how they sign in."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
