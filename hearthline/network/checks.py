"""What must hold of the network room, whatever happened to the machine meanwhile."""

from collections.abc import Iterable
from pathlib import Path

from hearthline.kernel import sql
from hearthline.kernel.checks import invariant

_SQL = Path(__file__).parent / "sql"


@invariant("a connection's hours add up to what its sessions' counters said")
def usage_adds_up() -> Iterable[str]:
    for row in sql.run(_SQL / "find_usage_that_does_not_add_up.sql", {}):
        yield (
            f"connection {row['connection_id']}: {row['hours_down']} and {row['hours_up']} bytes"
            f" in its hours, {row['counted_down']} and {row['counted_up']} counted"
        )
