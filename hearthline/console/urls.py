"""The staff's addresses.

An account's number is the provider's own and may hold a slash, so it is taken as a path; what
follows it is more specific and stands first.
"""

from django.urls import include, path

from hearthline.console import accounts, bills, payment, registration_code, search

urlpatterns = [
    path("", search.search, name="console"),
    path("", include("hearthline.console.network.urls")),
    path("", include("hearthline.console.catalog.urls")),
    path("", include("hearthline.console.care.urls")),
    path(
        "accounts/<path:account_number>/bills/<path:bill_number>/pdf/",
        bills.pdf,
        name="console-bill-pdf",
    ),
    path(
        "accounts/<path:account_number>/bills/<path:bill_number>/lines.csv",
        bills.lines,
        name="console-bill-lines",
    ),
    path(
        "accounts/<path:account_number>/bills/<path:bill_number>/",
        bills.bill,
        name="console-bill",
    ),
    path("accounts/<path:account_number>/payment/", payment.payment, name="console-payment"),
    path(
        "accounts/<path:account_number>/registration-code/",
        registration_code.registration_code,
        name="console-registration-code",
    ),
    path("accounts/<path:account_number>/", accounts.account, name="console-account"),
]
