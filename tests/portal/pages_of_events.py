"""Addresses as the pages of events have them."""

from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("outages/<int:number>/", HttpResponse, name="outage"),
    path("orders/<str:order_number>/", HttpResponse, name="order"),
]
