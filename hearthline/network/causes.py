"""Why something is down, in words for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthline.network.models import Outage

CAUSES: dict[str, Promise] = {
    Outage.Cause.UNKNOWN: _("Not known yet"),
    Outage.Cause.FIBER_CUT: _("A cut fiber"),
    Outage.Cause.POWER: _("A power failure"),
    Outage.Cause.EQUIPMENT: _("Failed equipment"),
    Outage.Cause.WEATHER: _("The weather"),
    Outage.Cause.SUPPLIER: _("A fault at another network"),
    Outage.Cause.WORK: _("Planned work"),
}


def cause_text(cause: str) -> Promise | str:
    """The words for a cause, in the reader's language when they are shown; empty if not known."""
    return "" if cause == Outage.Cause.UNKNOWN else CAUSES[cause]
