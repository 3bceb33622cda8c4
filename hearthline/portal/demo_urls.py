"""Addresses of the demo's own pages, below /demo/."""

from django.urls import path

from hearthline.design.gallery import gallery
from hearthline.identity import access
from hearthline.portal import demo

urlpatterns = [
    path("inbox/", demo.inbox, name="demo-inbox"),
    path("components/", access.demo(gallery), name="demo-components"),
]
