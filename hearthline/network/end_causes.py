"""Why sessions end, in words of ours; RADIUS has twenty names for them (RFC 2866, 5.10)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LOST = "lost"
ROUTER = "router"
NETWORK = "network"
TIME = "time"
RESET = "reset"

OF_RADIUS = {
    "User-Request": ROUTER,
    "Lost-Carrier": LOST,
    "Lost-Service": LOST,
    "Port-Error": LOST,
    "User-Error": LOST,
    "Idle-Timeout": TIME,
    "Session-Timeout": TIME,
    "Admin-Reset": RESET,
    "Admin-Reboot": NETWORK,
    "NAS-Error": NETWORK,
    "NAS-Request": NETWORK,
    "NAS-Reboot": NETWORK,
    "Port-Unneeded": NETWORK,
    "Port-Preempted": NETWORK,
    "Port-Suspended": NETWORK,
    "Service-Unavailable": NETWORK,
}
"""Acct-Terminate-Cause as FreeRADIUS writes it; whatever isn't here is not known."""

_TEXTS: dict[str, Promise] = {
    LOST: _("The signal was lost"),
    ROUTER: _("Your router hung up"),
    NETWORK: _("Our network ended it"),
    TIME: _("Its time ran out"),
    RESET: _("It was restarted from here"),
}


def cause_text(cause: str) -> Promise | str:
    """Why a session ended, for people; a plain sentence where it isn't known."""
    return _TEXTS.get(cause, _("Cause not known"))
