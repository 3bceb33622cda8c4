"""Addresses of these pages."""

from django.urls import URLPattern, path

from hearthline.console.billing import adjusting, approving, exemptions, reports, resending, waiving

urlpatterns: list[URLPattern] = [
    path("approvals/", approving.approvals, name="console-approvals"),
    path("approvals/<int:adjustment_id>/", approving.approval, name="console-approval"),
    path("payouts/<int:payout_id>/", approving.payout, name="console-payout"),
    path("reports/", reports.reports, name="console-reports"),
    path("reports/ageing/", reports.ageing_report, name="console-report-ageing"),
    path("reports/ageing.csv", reports.ageing_file, name="console-report-ageing-file"),
    path("reports/revenue/", reports.revenue_report, name="console-report-revenue"),
    path("reports/revenue.csv", reports.revenue_file, name="console-report-revenue-file"),
    path("reports/taxes/", reports.taxes_report, name="console-report-taxes"),
    path("reports/taxes.csv", reports.taxes_file, name="console-report-taxes-file"),
    path("reports/cash/", reports.cash_report, name="console-report-cash"),
    path("reports/cash.csv", reports.cash_file, name="console-report-cash-file"),
    path("accounts/<path:account_number>/money/", adjusting.money, name="console-money"),
    path(
        "accounts/<path:account_number>/bills/<path:bill_number>/send/",
        resending.resend,
        name="console-resend-bill",
    ),
    path(
        "accounts/<path:account_number>/charges/<int:charge_id>/waive/",
        waiving.waive,
        name="console-waive",
    ),
    path(
        "accounts/<path:account_number>/exemptions/end/",
        exemptions.end,
        name="console-end-exemption",
    ),
    path(
        "accounts/<path:account_number>/exemptions/",
        exemptions.exemptions,
        name="console-exemptions",
    ),
    path("accounts/<path:account_number>/adjust/", adjusting.adjust, name="console-adjust"),
]
