"""What was used this month, what is left of what is included, and what it costs so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hearthline.billing.usage_so_far import UsageSoFar, usage_so_far
from hearthline.customers.access import account_member, sees_bills
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now

_A_GB = 1000


@account_member
@sees_bills
@require_safe
def usage(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """A line for each thing that is counted; what the network sees is on the connection's page."""
    lines = [
        (line, quantity_text(line.usage_kind, line.used), _left(line))
        for line in usage_so_far(account_id=account.id, now=now())
    ]
    return render(request, "portal/bills/usage.html", {"account": account, "lines": lines})


def quantity_text(kind: str, quantity: int) -> str:
    """A quantity as people count it: minutes, gigabytes, pieces."""
    if kind == "voice":
        minutes = -(-quantity // 60)
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if kind == "data":
        if quantity < _A_GB:
            return _("%(count)d MB") % {"count": quantity}
        return _("%(count)s GB") % {"count": f"{quantity / _A_GB:.1f}"}
    return f"{quantity}"


def _left(line: UsageSoFar) -> str:
    if not line.included:
        return ""
    values = {
        "left": quantity_text(line.usage_kind, line.left),
        "included": quantity_text(line.usage_kind, line.included),
    }
    return _("%(left)s left of %(included)s") % values
