"""Outages as staff see them: the list, one with whom it reached, and a draft before it is sent."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hearthline.customers.queries import recipients_of
from hearthline.design.worded import Worded
from hearthline.kernel.sql import run, select
from hearthline.network.models import Node, Outage, OutageReach, OutageUpdate
from hearthline.network.queries.outages import OutageLine, Place, outage_line
from hearthline.notices.queries import ChannelCounts, count_channels

SQL = Path(__file__).parents[1] / "sql"
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many accounts of a town are reached."""

    place: Place
    accounts: int


@dataclass(frozen=True, slots=True)
class ReachPreview:
    """Whom an outage would reach, before anybody is told."""

    accounts: int
    places: tuple[PlaceCount, ...]
    channels: ChannelCounts


@dataclass(frozen=True, slots=True)
class StaffUpdate:
    """One update with who wrote it and how far telling people has come."""

    id: int
    at: datetime
    step: str
    text: Worded
    estimate_at: datetime | None
    by: str
    reached: int
    accounts_done: int
    people_told: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class StaffOutage:
    """An outage as staff work on it; updates newest first."""

    line: OutageLine
    cause_code: str
    scope: str
    about: str
    accounts: int
    history: tuple[StaffUpdate, ...]

    @property
    def is_open(self) -> bool:
        """Whether there is more to say about it."""
        return self.line.state in {"scheduled", "active"}

    @property
    def is_telling(self) -> bool:
        """Whether people are being told right now."""
        return not self.history[0].is_done

    @property
    def seen_update_id(self) -> int:
        """The newest update: what a form must have been written after."""
        return self.history[0].id


@dataclass(frozen=True, slots=True)
class OutagePage:
    """Some of all outages, newest first."""

    lines: tuple[OutageLine, ...]
    total: int
    page: int


def preview_reach(*, account_ids: list[int], kind: str, now: datetime) -> ReachPreview:
    """By town, and by which channels people would hear of it now. Three statements.

    Args:
        account_ids: whom it reaches (`network.scope.find_reached`).
        kind: outage or maintenance.
        now: when it would be sent.
    """
    counted = run(SQL / "count_by_place.sql", {"account_ids": account_ids})
    return ReachPreview(
        accounts=len(account_ids),
        places=tuple(
            PlaceCount(Place(row["town"], row["region"], row["postal_code"]), row["accounts"])
            for row in counted
        ),
        channels=count_channels(
            kind=f"{kind}_news", recipients=recipients_of(account_ids=account_ids), now=now
        ),
    )


def nodes() -> list[tuple[int, str]]:
    """Every node's key and name, with how many accounts hang on it."""
    found = select(
        """SELECT node.id, node.name, node.code, count(DISTINCT connection.account_id) AS accounts
             FROM network_node AS node
             LEFT JOIN network_connection AS connection ON connection.node_id = node.id
            GROUP BY node.id ORDER BY node.name, node.code"""
    )
    return [(row["id"], f"{row['name']} ({row['code']}, {row['accounts']})") for row in found]


def all_outages(*, page: int, now: datetime) -> OutagePage:
    """Every outage ever posted, newest first."""
    total = Outage.objects.count()
    page = min(page, max(1, -(-total // PAGE_SIZE)))
    first = (page - 1) * PAGE_SIZE
    found = Outage.objects.order_by("-pk")[first : first + PAGE_SIZE]
    return OutagePage(tuple(outage_line(row, now) for row in found.values()), total, page)


def staff_outage(*, number: str, now: datetime) -> StaffOutage | None:
    """One outage with its history, or None. Four statements."""
    found = Outage.objects.filter(number=number).values().first()
    if found is None:
        return None
    node = Node.objects.filter(pk=found["node_id"]).first() if found["node_id"] else None
    updates = OutageUpdate.objects.filter(outage_id=found["id"]).select_related("telling", "user")
    return StaffOutage(
        line=outage_line(found, now),
        cause_code=found["cause"],
        scope=found["scope"],
        about=f"{node.name} ({node.code})" if node else ", ".join(found["lines"]),
        accounts=OutageReach.objects.filter(outage_id=found["id"]).count(),
        history=tuple(_staff_update(update) for update in updates.order_by("-pk")),
    )


def _staff_update(update: OutageUpdate) -> StaffUpdate:
    telling = update.telling
    return StaffUpdate(
        id=update.pk,
        at=update.at,
        step=update.step,
        text=Worded(update.text, update.text_es),
        estimate_at=update.estimate_at,
        by=update.user.username if update.user else "",
        reached=telling.reached,
        accounts_done=telling.accounts_done,
        people_told=telling.people_told,
        is_done=telling.done_at is not None,
    )
