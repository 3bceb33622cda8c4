"""Addresses of these pages."""

from django.urls import URLPattern, path

from hearthline.console.sign_ins import pages, unblock

urlpatterns: list[URLPattern] = [
    path("sign-ins/", pages.sign_ins, name="console-sign-ins"),
    path("sign-ins/<int:person_id>/unblock/", unblock.unblock, name="console-unblock"),
]
