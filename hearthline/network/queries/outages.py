"""What is down and what is planned, as subscribers and the public see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hearthline.design.worded import Worded
from hearthline.kernel.sql import run
from hearthline.network.causes import cause_text

SQL = Path(__file__).parents[1] / "sql"
AHEAD = timedelta(days=21)
"""How far ahead the public page looks."""
BACK = timedelta(hours=24)
"""How long the public page still shows what is over."""


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """One thing that was told: `step` is posted, updated, ended or withdrawn."""

    at: datetime
    step: str
    text: Worded
    estimate_at: datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """A town with a postal code."""

    town: str
    region: str
    postal_code: str

    def __str__(self) -> str:
        return f"{self.town} {self.postal_code}"


@dataclass(frozen=True, slots=True)
class OutageLine:
    """An outage or planned maintenance with what was told of it, newest first.

    `kind` is outage or maintenance; `state` scheduled, active, ended or withdrawn. `cause` is in
    the reader's language, empty where it isn't known. `estimate_at` is when it is expected to
    end, `ended_at` when it did. `is_late`: the estimate has passed, and it goes on.
    """

    number: str
    kind: str
    state: str
    title: Worded
    text: Worded
    cause: str
    started_at: datetime
    estimate_at: datetime | None
    ended_at: datetime | None
    changed_at: datetime
    updates: tuple[UpdateLine, ...]
    places: tuple[Place, ...]
    is_late: bool

    @property
    def is_active(self) -> bool:
        """Whether it is going on now."""
        return self.state == "active"

    @property
    def latest(self) -> Worded:
        """The newest text: what matters now."""
        return next((update.text for update in self.updates if str(update.text)), self.text)


@dataclass(frozen=True, slots=True)
class StatusNow:
    """The public page: what is down, what is planned, what is over since yesterday.

    `postal_code` is the one asked for, or empty.
    """

    postal_code: str
    at: datetime
    active: tuple[OutageLine, ...]
    planned: tuple[OutageLine, ...]
    over: tuple[OutageLine, ...]

    @property
    def is_well(self) -> bool:
        """Nothing that we know of is down."""
        return not self.active


def outages_at(*, account_id: int, now: datetime) -> tuple[OutageLine, ...]:
    """What is down and what is planned for an account, what is down first. One statement."""
    return _of_account(account_id, "", now)


def outage_of(*, account_id: int, number: str, now: datetime) -> OutageLine | None:
    """One that reaches the account, also when it is over or was taken back; else None."""
    found = _of_account(account_id, number, now) if number else ()
    return found[0] if found else None


def _of_account(account_id: int, number: str, now: datetime) -> tuple[OutageLine, ...]:
    values = {"account_id": account_id, "number": number, "now": now}
    return tuple(outage_line(row, now) for row in run(SQL / "list_outages_at.sql", values))


def status_now(*, postal_code: str, now: datetime) -> StatusNow:
    """The public page's facts, for one postal code or all. One statement.

    A code that we don't serve gives what one without any outage gives.
    """
    rows = run(
        SQL / "list_public_outages.sql",
        {"postal_code": postal_code, "now": now, "until": now + AHEAD, "since": now - BACK},
    )
    lines = [outage_line(row, now) for row in rows]
    return StatusNow(
        postal_code=postal_code,
        at=now,
        active=tuple(line for line in lines if line.state == "active"),
        planned=tuple(line for line in lines if line.state == "scheduled"),
        over=tuple(line for line in lines if line.state == "ended"),
    )


def outage_line(row: Mapping[str, Any], now: datetime) -> OutageLine:
    """A row of `network_outage`, with `updates` and `places` if the statement has them."""
    state = state_of(row, now)
    ended_at = row["ended_at"] if state == "ended" else None
    return OutageLine(
        number=row["number"],
        kind=row["kind"],
        state=state,
        title=Worded(row["title"], row["title_es"]),
        text=Worded(row["text"], row["text_es"]),
        cause=str(cause_text(row["cause"])),
        started_at=row["started_at"],
        estimate_at=row["estimate_at"],
        ended_at=ended_at,
        changed_at=row["changed_at"],
        updates=tuple(_update(update) for update in row.get("updates") or ()),
        places=tuple(Place(**place) for place in row.get("places") or ()),
        is_late=state == "active" and row["estimate_at"] is not None and row["estimate_at"] <= now,
    )


def state_of(row: Mapping[str, Any], now: datetime) -> str:
    """What the times say: scheduled, active, ended or withdrawn."""
    if row["withdrawn_at"] is not None:
        return "withdrawn"
    if row["ended_at"] is not None and row["ended_at"] <= now:
        return "ended"
    return "scheduled" if row["started_at"] > now else "active"


def _update(row: Mapping[str, Any]) -> UpdateLine:
    estimate = row["estimate_at"]
    return UpdateLine(
        at=datetime.fromisoformat(row["at"]),
        step=row["step"],
        text=Worded(row["text"], row["text_es"]),
        estimate_at=datetime.fromisoformat(estimate) if estimate else None,
    )
