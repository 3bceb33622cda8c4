"""What Maple County's network has: nodes by town, a connection for each household, four weeks.

Right now Kettle Creek is without internet, alice's line drops now and then, and one line hasn't
been heard of for hours.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings

from hearthline.cli.demo.catalogue import OFFERS
from hearthline.cli.demo.households import Household, Service, Situation
from hearthline.kernel.clock import start_of_day
from hearthline.network.adapters.access.simulated import happen
from hearthline.network.operations import (
    ExistingConnection,
    follow_suspensions,
    sample_usage,
    take_over_connections,
)

NAME = "simulated"
WEEKS = 4
DOWN = "KETTLE-CREEK-1"
DOWN_FOR = timedelta(minutes=95)
FLAPS_FOR = timedelta(days=20)
SILENT_FOR = timedelta(hours=3)
SILENT = Situation.VISIT
"""One household of these is the one whose line isn't heard of."""

_SPEEDS = {offer.code for offer in OFFERS if offer.kind == "internet"}


def node_code(town: str) -> str:
    """The one node of a town."""
    return f"{town.upper().replace(' ', '-')}-1"


def connect(
    homes: Sequence[Household],
    account_ids: dict[str, int],
    *,
    now: datetime,
    today: date,
    progress: Callable[[str], None],
) -> None:
    """Give every household that has internet its connection, and four weeks of its life."""
    progress("Its network")
    connections = [
        _connection(home, service, account_ids[home.number], now)
        for home in homes
        for service in _internet(home, today)
    ]
    take_over_connections(connections=connections)
    if settings.ACCESS_ADAPTER == NAME:
        _live(homes, connections, account_ids, now)
    follow_suspensions(now=now)


def _internet(home: Household, today: date) -> list[Service]:
    """The internet services that a household has today."""
    return [
        service
        for service in home.services
        if service.plan_code in _SPEEDS
        and service.identifier
        and service.started <= today
        and (service.ended is None or service.ended > today)
    ]


def _connection(
    home: Household, service: Service, account_id: int, now: datetime
) -> ExistingConnection:
    first = min(one.started for one in home.services if one.identifier == service.identifier)
    return ExistingConnection(
        account_id=account_id,
        service_identifier=service.identifier,
        username=service.identifier.lower(),
        group=service.plan_code,
        node_code=node_code(home.place.city),
        node_name=home.place.city,
        # What was before nobody here has seen.
        since_at=max(start_of_day(first) + timedelta(hours=15), now - timedelta(weeks=WEEKS)),
    )


def _live(
    homes: Sequence[Household],
    connections: Sequence[ExistingConnection],
    account_ids: dict[str, int],
    now: datetime,
) -> None:
    usernames = {one.account_id: one.username for one in connections}
    by_situation = {home.situation: account_ids[home.number] for home in reversed(homes)}
    begins_at = now - timedelta(weeks=WEEKS)
    for group in _SPEEDS:
        names = [one.username for one in connections if one.group == group]
        happen("group", names, at=begins_at, value=group)
    happen("outage", [DOWN], at=now - DOWN_FOR)
    happen("flaps", [usernames[by_situation[Situation.ALICE]]], at=now - FLAPS_FOR)
    happen("silent", [usernames[by_situation[SILENT]]], at=now - SILENT_FOR)
    for day in range(WEEKS * 7, -1, -1):
        sample_usage(now=now - timedelta(days=day))
