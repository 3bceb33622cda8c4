"""Roles and limits in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthline.customers.permissions import Permissions
from hearthline.design.formats import money_text
from hearthline.kernel.money import Money

NAMES = {
    "owner": gettext_lazy("Owner"),
    "payer": gettext_lazy("Payer"),
    "technician": gettext_lazy("Technician"),
    "viewer": gettext_lazy("Viewer"),
}
ROLES = {
    "owner": gettext_lazy("Owner: everything, and who else may use the account"),
    "payer": gettext_lazy("Payer: see everything, pay and order"),
    "technician": gettext_lazy("Technician: connection, restarts and support"),
    "viewer": gettext_lazy("Viewer: look, but change nothing"),
}


def permission_lines(permissions: Permissions, *, currency: str) -> list[str]:
    """What somebody may do, one short line each, beginning with what they see."""
    lines = [
        _("Sees bills, payments and services")
        if permissions.may_see_bills
        else _("Sees services only: no bills, payments or amounts")
    ]
    if permissions.may_pay and permissions.most_minor is None:
        lines.append(_("May pay any amount"))
    elif permissions.may_pay and permissions.most_minor is not None:
        amount = money_text(Money(permissions.most_minor, currency))
        lines.append(_("May pay up to %(amount)s at a time") % {"amount": amount})
    if permissions.may_order:
        lines.append(_("May order and change services"))
    if permissions.may_restart:
        lines.append(_("May have the connection checked and restarted, and write to us"))
    if permissions.may_manage_household:
        lines.append(_("Decides who else may use the account"))
    return lines
