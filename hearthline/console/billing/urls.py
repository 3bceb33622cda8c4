"""Addresses of these pages."""

from django.urls import URLPattern, path

from hearthline.console.billing import adjusting, approving

urlpatterns: list[URLPattern] = [
    path("approvals/", approving.approvals, name="console-approvals"),
    path("approvals/<int:adjustment_id>/", approving.approval, name="console-approval"),
    path("payouts/<int:payout_id>/", approving.payout, name="console-payout"),
    path("accounts/<path:account_number>/money/", adjusting.money, name="console-money"),
    path("accounts/<path:account_number>/adjust/", adjusting.adjust, name="console-adjust"),
]
