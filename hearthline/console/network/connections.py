"""An account's connections as staff need them: state asked live, sessions, refusals, usage."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hearthline.console.looking import look_at
from hearthline.identity.access import staff
from hearthline.kernel.clock import now, provider_date
from hearthline.network import queries
from hearthline.network.adapters.access import Refusal
from hearthline.network.errors import UnableToAskNetwork
from hearthline.network.operations import recent_refusals, refresh_connection
from hearthline.network.pictures import MonthPicture, WeekPicture, month_picture, week_picture
from hearthline.network.queries import ConnectionNow, MonthUsage, RestartLine, SessionLine

SESSIONS_FOR = timedelta(days=7)
REFUSALS_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """One connection; `refusals` is None where the access system didn't answer."""

    connection: ConnectionNow
    answered: bool
    refusals: tuple[Refusal, ...] | None
    week: WeekPicture
    sessions: tuple[SessionLine, ...]
    restarts: tuple[RestartLine, ...]
    usage: MonthUsage
    usage_picture: MonthPicture


@staff("support", "network")
@never_cache
@require_safe
def connection(request: HttpRequest, account_number: str) -> HttpResponse:
    """Every connection of the account on one page."""
    account = look_at(request, account_number, page="connection")
    moment = now()
    looks = [_look(account.id, line.id, moment) for line in queries.connections_of(account.id)]
    return render(request, "console/network/connection.html", {"account": account, "looks": looks})


def _look(account_id: int, connection_id: int, moment: datetime) -> Look:
    answered, refusals = _ask(connection_id, moment)
    seen = queries.connection_now(account_id, connection_id, moment)
    usage = queries.usage_of_month(account_id, connection_id, provider_date(moment), moment)
    return Look(
        connection=seen,
        answered=answered,
        refusals=refusals,
        week=week_picture(seen, moment),
        sessions=queries.sessions_between(connection_id, moment - SESSIONS_FOR, moment)[::-1],
        restarts=queries.restarts_of(connection_id),
        usage=usage,
        usage_picture=month_picture(usage),
    )


def _ask(connection_id: int, moment: datetime) -> tuple[bool, tuple[Refusal, ...] | None]:
    """Ask the access system; one that doesn't answer the first question isn't asked another."""
    try:
        refresh_connection(connection_id=connection_id, now=moment)
        since = moment - REFUSALS_FOR
        return True, recent_refusals(connection_id=connection_id, since=since, now=moment)
    except UnableToAskNetwork:
        return False, None
