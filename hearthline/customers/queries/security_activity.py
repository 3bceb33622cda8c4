"""What somebody can read about their sign-in and the looks that staff took at their accounts."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from hearthline.customers.models import AccountLook
from hearthline.customers.permissions import accounts_whose_bills_one_sees
from hearthline.kernel.sql import run

SQL = Path(__file__).parents[1] / "sql"
PAGE_SIZE = 25
Kind = Literal["", "sign_ins", "failed", "changes", "looks"]
WITHOUT_BILLS = (
    AccountLook.Page.CONNECTION.value,
    AccountLook.Page.DIAGNOSIS.value,
    AccountLook.Page.SIGN_INS.value,
)
"""Pages of the console that show no amount: of looks at others only who sees bills reads."""
_RANKS = {"sign_in": 1, "event": 2, "look": 3}
_LAST_RANK = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The entry after which a page begins: when it was, and which of those at that moment."""

    at: datetime
    rank: int = _LAST_RANK
    id: int = 0

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}.{self.rank}.{self.id}"


_CURSOR_PARTS = 3
_MOST_DIGITS = 18


def read_cursor(text: str) -> Cursor | None:
    """The cursor of an address; None for nonsense."""
    parts = text.split(".")
    if len(parts) != _CURSOR_PARTS or not all(
        part.isascii() and part.isdigit() and len(part) <= _MOST_DIGITS for part in parts
    ):
        return None
    micros, rank, number = map(int, parts)
    try:
        at = _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None
    return Cursor(at, min(rank, _LAST_RANK), number)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened.

    Attributes:
        source: `sign_in`, `event` or `look`.
        kind: a sign-in's outcome, an event's kind, the page that staff looked at.
        by_name: who did it where that was somebody else: a first name.
        by_staff: whether that was a member of staff.
    """

    source: str
    id: int
    at: datetime
    kind: str
    device: str
    place: str
    country: str
    method: str
    reasons: tuple[str, ...]
    details: dict[str, Any]
    account_number: str
    by_name: str
    by_staff: bool
    subject: str
    reason: str

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, _RANKS[self.source], self.id)


@dataclass(frozen=True, slots=True)
class SecurityActivity:
    """A page of it, newest first, and where the next one begins."""

    entries: tuple[Entry, ...]
    following: Cursor | None


def security_activity_of(
    *,
    user_id: int,
    now: datetime,
    kind: Kind = "",
    since: datetime | None = None,
    before: Cursor | None = None,
    limit: int = PAGE_SIZE,
) -> SecurityActivity:
    """A person's sign-ins and changes, and the looks staff took at their accounts.

    Of looks at pages with amounts only those where they may see the bills. Two statements.

    Args:
        user_id: whose.
        now: nothing later is listed.
        kind: only some: sign-ins, failed ones, changes, looks.
        since: nothing earlier.
        before: where the page begins.
        limit: so many entries at most.
    """
    before = before or Cursor(now)
    rows = run(SQL / "list_security_activity.sql", _values(user_id, kind, since, before, limit + 1))
    entries = tuple(_entry(row) for row in rows[:limit])
    return SecurityActivity(entries, entries[-1].cursor if len(rows) > limit else None)


def _values(
    user_id: int, kind: str, since: datetime | None, before: Cursor, limit: int
) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "with_bills": accounts_whose_bills_one_sees(user_id=user_id),
        "without_bills": list(WITHOUT_BILLS),
        "kind": kind,
        "since": since or _EPOCH,
        "before_at": before.at,
        "before_rank": before.rank,
        "before_id": before.id,
        "limit": limit,
    }


def _entry(row: dict[str, Any]) -> Entry:
    values = {name: row[name] for name in Entry.__dataclass_fields__}
    read = {"reasons": tuple(_json(row["reasons"])), "details": _json(row["details"])}
    return Entry(**values | read)


def _json(value: Any) -> Any:
    """Django reads JSON columns as text, since its own fields decode them."""
    return json.loads(value) if isinstance(value, str) else value
