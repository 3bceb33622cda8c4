"""The staff's addresses.

An account's number is the provider's own and may hold a slash, so it is taken as a path; what
follows it is more specific and stands first.
"""

from django.urls import include, path

from hearthline.console import (
    accounts,
    arrangement,
    bills,
    discounts,
    disputes,
    paper,
    pauses,
    payment,
    reason,
    registration_code,
    search,
    second_factor,
    sign_in,
    viewing,
)

urlpatterns = [
    path("", search.search, name="console"),
    path("sign-in/", sign_in.sign_in, name="console-sign-in"),
    path("sign-in/single/", sign_in.single, name="console-single-sign-on"),
    path("sign-in/callback/", sign_in.callback, name="console-sign-in-callback"),
    path("second-factor/", second_factor.second_factor, name="console-second-factor"),
    path("end-viewing/", viewing.end, name="console-end-viewing"),
    path("paper/", paper.paper, name="console-paper"),
    path("paper/bills.zip", paper.paper_file, name="console-paper-file"),
    path("paper/printed/", paper.printed, name="console-paper-printed"),
    path("disputes/", disputes.disputes, name="console-disputes"),
    path("disputes/<str:ticket_number>/", disputes.dispute, name="console-dispute"),
    path("", include("hearthline.console.staff.urls")),
    path("", include("hearthline.console.sign_ins.urls")),
    path("", include("hearthline.console.network.urls")),
    path("", include("hearthline.console.catalog.urls")),
    path("", include("hearthline.console.care.urls")),
    path("", include("hearthline.console.bill_runs.urls")),
    path("", include("hearthline.console.billing.urls")),
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
    path(
        "accounts/<path:account_number>/arrangement/",
        arrangement.arrangement,
        name="console-arrangement",
    ),
    path(
        "accounts/<path:account_number>/arrangement/end/",
        arrangement.end,
        name="console-arrangement-end",
    ),
    path("accounts/<path:account_number>/pauses/", pauses.pauses, name="console-pauses"),
    path(
        "accounts/<path:account_number>/discounts/",
        discounts.discounts,
        name="console-discounts",
    ),
    path("accounts/<path:account_number>/payment/", payment.payment, name="console-payment"),
    path(
        "accounts/<path:account_number>/registration-code/",
        registration_code.registration_code,
        name="console-registration-code",
    ),
    path("accounts/<path:account_number>/reason/", reason.reason, name="console-reason"),
    path("accounts/<path:account_number>/view-as/", viewing.view_as, name="console-view-as"),
    path("accounts/<path:account_number>/", accounts.account, name="console-account"),
]
