"""What members of staff may do, in words. An admin may do everything that any role may."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADMIN = "admin"
ROLES: dict[str, Promise] = {
    "support": _("Support"),
    "billing": _("Billing"),
    "network": _("Network"),
    "catalog": _("Catalog"),
    ADMIN: _("Admin"),
}
DUTIES: dict[str, Promise] = {
    "support": _("Sees accounts, answers tickets, writes articles, issues registration codes."),
    "billing": _("Sees accounts and bills, writes down payments."),
    "network": _("Sees connections and diagnoses, posts outages, works through the work queue."),
    "catalog": _("Keeps plans, channels and promotions."),
    ADMIN: _("May do all of this, and looks after staff and their sign-ins."),
}


def opens(page: Iterable[str], to: Iterable[str]) -> bool:
    """Whether somebody with the roles `to` may open a page for the roles `page`.

    A page that names no role is for admins.
    """
    has = frozenset(to)
    return ADMIN in has or not has.isdisjoint(page)
