"""Addresses of these pages: what an account has, and changing it.

An imported number may hold a slash, so it is taken as a path; what follows it stands first.
"""

from django.urls import URLPattern, URLResolver, path

from hearthline.portal.services import changing, orders, pausing, review, services

urlpatterns: list[URLPattern | URLResolver] = [
    path("services/", services.services, name="services"),
    path("services/add/", changing.add, name="add-service"),
    path("services/<path:service_number>/change/", changing.change, name="change-service"),
    path("services/<path:service_number>/channels/", changing.channels, name="service-channels"),
    path("services/<path:service_number>/pause/", pausing.pause, name="pause-service"),
    path("services/<path:service_number>/end/", changing.end, name="end-service"),
    path("services/<path:service_number>/", services.service, name="service"),
    path("orders/", orders.orders, name="orders"),
    path("orders/review/", review.review, name="review-order"),
    path("orders/<str:order_number>/", orders.order, name="order"),
    path("orders/<str:order_number>/undo/", orders.undo, name="undo-order"),
]
