"""Addresses of these pages. An imported bill's number may hold a slash: these stand before its."""

from django.urls import path

from hearthline.portal.pay_links import making, paying

urlpatterns = [
    path("bills/<path:bill_number>/pay-link/", making.pay_link, name="pay-link"),
    path("pay-links/<int:pay_link_id>/withdraw/", making.withdraw, name="withdraw-pay-link"),
    path("pay/<str:pay_token>/", paying.pay, name="pay-by-link"),
    path(
        "pay/<str:pay_token>/payments/<str:payment_number>/",
        paying.paid,
        name="paid-by-link",
    ),
    path(
        "pay/<str:pay_token>/payments/<str:payment_number>/return/",
        paying.returned,
        name="pay-by-link-return",
    ),
]
