"""What an outage is about, and whom that reaches: the same for a preview as for posting."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hearthline.kernel.sql import run

SQL = Path(__file__).parent / "sql"
ScopeKind = Literal["node", "area", "list"]


@dataclass(frozen=True, slots=True)
class OutageScope:
    """A node, an area (lines: towns and postal codes) or a list (account numbers, addresses)."""

    kind: ScopeKind
    node_id: int | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reached:
    """The accounts, and the lines that name nobody."""

    account_ids: list[int]
    unknown: list[str]


def find_reached(scope: OutageScope) -> Reached:
    """Accounts that a scope reaches: all but closed ones. One statement."""
    found = run(
        SQL / "find_reached_accounts.sql",
        {"scope": scope.kind, "node_id": scope.node_id, "lines": list(scope.lines)},
    )
    return Reached(found[0]["account_ids"], found[0]["unknown"])
