"""Topics in words for people."""

from django.utils.translation import gettext_lazy as _

from hearthline.notices.kinds import Topic

NAMES = {
    Topic.SECURITY: _("Security and sign-in"),
    Topic.BILLING: _("Bills and payments"),
    Topic.ORDERS: _("Orders and changes to your services"),
    Topic.OUTAGES: _("Outages at your address"),
    Topic.MAINTENANCE: _("Planned work at your address"),
    Topic.SUPPORT: _("Your requests for help"),
    Topic.PROMOTIONS: _("Offers"),
}
SHORT = {
    Topic.SECURITY: _("Security"),
    Topic.BILLING: _("Bills"),
    Topic.ORDERS: _("Orders"),
    Topic.OUTAGES: _("Outages"),
    Topic.MAINTENANCE: _("Planned work"),
    Topic.SUPPORT: _("Help"),
    Topic.PROMOTIONS: _("Offers"),
}
ICONS = {
    Topic.SECURITY: "lock",
    Topic.BILLING: "bill",
    Topic.ORDERS: "services",
    Topic.OUTAGES: "alert",
    Topic.MAINTENANCE: "clock",
    Topic.SUPPORT: "help",
    Topic.PROMOTIONS: "bell",
}
