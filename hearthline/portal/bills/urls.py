"""Addresses of bills.

An imported number may hold a slash, so what is more specific stands first.
"""

from django.urls import path

from hearthline.portal.bills import (
    activity,
    arrangement,
    billing_day,
    delivery,
    dispute,
    files,
    next_bills,
    pages,
    prices,
    rises,
    usage,
)

urlpatterns = [
    path("bills/", pages.bills, name="bills"),
    path("bills/activity/", activity.activity, name="activity"),
    path("bills/activity.csv", activity.activity_file, name="activity-file"),
    path("bills/arrangement/", arrangement.arrangement, name="arrangement"),
    path("bills/delivery/", delivery.delivery, name="bill-delivery"),
    path("notices/prices/<int:price_id>/", prices.price_notice, name="price-notice"),
    path("settings/bill-rises/", rises.bill_rises, name="bill-rises"),
    path("bills/usage/", usage.usage, name="usage"),
    path("bills/next/", next_bills.next_bills, name="next-bills"),
    path("bills/billing-day/", billing_day.billing_day, name="billing-day"),
    path("bills/<path:bill_number>/pdf/", files.pdf, name="bill-pdf"),
    path("bills/<path:bill_number>/lines/<int:position>/dispute/", dispute.dispute, name="dispute"),
    path("bills/<path:bill_number>/lines.csv", files.lines, name="bill-lines"),
    path("bills/<path:bill_number>/", pages.bill, name="bill"),
]
