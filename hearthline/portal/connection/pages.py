"""A connection: is it on, what happened this week, how much was used this month."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hearthline.customers.access import account_member
from hearthline.customers.queries import AccountSummary
from hearthline.kernel.clock import now, provider_date
from hearthline.network import queries
from hearthline.network.errors import UnableToFindConnection
from hearthline.network.pictures import month_picture, week_picture


@account_member
@require_safe
def connections(request: HttpRequest, account: AccountSummary) -> HttpResponse:
    """All of them; where there is one, that one."""
    lines = queries.connections_of(account.id)
    if len(lines) == 1:
        return redirect("connection-line", lines[0].id)
    seen = [queries.connection_now(account.id, line.id, now()) for line in lines]
    return render(
        request, "portal/connection/connections.html", {"account": account, "connections": seen}
    )


@account_member
@require_safe
def connection(request: HttpRequest, account: AccountSummary, connection_id: int) -> HttpResponse:
    """One of them."""
    moment = now()
    try:
        seen = queries.connection_now(account.id, connection_id, moment)
    except UnableToFindConnection as error:
        raise Http404 from error
    values = {
        "account": account,
        "connection": seen,
        "now": moment,
        "week": week_picture(seen, moment),
        "may_restart": account.permissions.may_restart,
        "waiting_restart": queries.waiting_restart(connection_id),
        "outages": queries.outages_at(account_id=account.id, now=moment),
        **_month(account.id, connection_id, asked_month(request, moment), moment),
    }
    return render(request, "portal/connection/connection.html", values)


def asked_month(request: HttpRequest, moment: datetime) -> date:
    """The month that the address asks for, `?month=2026-11`; this one if it asks for nonsense."""
    this_month = provider_date(moment).replace(day=1)
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.GET.get("month", ""), re.ASCII)
    return min(date(int(found[1]), int(found[2]), 1), this_month) if found else this_month


def _month(account_id: int, connection_id: int, month: date, moment: datetime) -> dict[str, Any]:
    usage = queries.usage_of_month(account_id, connection_id, month, moment)
    before = (month - timedelta(days=1)).replace(day=1)
    following = (month + timedelta(days=32)).replace(day=1)
    first = queries.first_month_of(connection_id)
    return {
        "usage": usage,
        "usage_picture": month_picture(usage),
        "month_before_key": f"{before:%Y-%m}",
        "month_after_key": f"{following:%Y-%m}",
        "month_before": before if first and before >= first else None,
        "month_after": following if following <= provider_date(moment) else None,
    }
