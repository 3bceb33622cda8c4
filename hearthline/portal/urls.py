"""The subscribers' addresses: nouns, in the order in which people need them."""

from django.urls import include, path

from hearthline.portal import overview, paying, payments

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("", include("hearthline.portal.pay_links.urls")),
    path("", include("hearthline.portal.bills.urls")),
    path("pay/", paying.pay, name="pay"),
    path("payments/", payments.payments, name="payments"),
    path("payments/methods/", payments.methods, name="payment-methods"),
    path(
        "payments/methods/<int:method_id>/remove/",
        payments.remove_method,
        name="remove-payment-method",
    ),
    path("payments/<str:payment_number>/", payments.payment, name="payment"),
    path("payments/<str:payment_number>/return/", payments.returned, name="payment-return"),
    path("payments/<str:payment_number>/cancel/", payments.cancel, name="cancel-payment"),
    path("", include("hearthline.portal.services.urls")),
    path("", include("hearthline.portal.connection.urls")),
    path("", include("hearthline.portal.phone.urls")),
    path("", include("hearthline.portal.messages.urls")),
    path("", include("hearthline.portal.status.urls")),
    path("", include("hearthline.portal.help.urls")),
    path("", include("hearthline.portal.trouble.urls")),
    path("", include("hearthline.portal.settings.urls")),
    path("", include("hearthline.portal.security.urls")),
    path("", include("hearthline.portal.household.urls")),
    path("", include("hearthline.portal.install.urls")),
    path("", include("hearthline.portal.registration_urls")),
    path("demo/", include("hearthline.portal.demo_urls")),
]
