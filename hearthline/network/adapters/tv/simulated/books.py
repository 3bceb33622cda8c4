"""The pretend TV system's books."""

import json
from dataclasses import dataclass
from pathlib import Path

from hearthline.kernel.simulated import books
from hearthline.kernel.simulated.books import Connection
from hearthline.network.adapters.tv.simulated.behaviour import Behaviour


@dataclass(frozen=True, slots=True)
class Entry:
    """What one subscriber may see."""

    subscriber: str
    revision: int
    channels: tuple[str, ...]


class Books(books.Books):
    """The system's file of books."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Path(__file__).with_name("books.sql"))

    def find(self, subscriber: str) -> Entry | None:
        """What a subscriber may see."""
        with self.transaction() as connection:
            return find(connection, subscriber)

    def changes(self, subscriber: str) -> list[int]:
        """The revisions that were ever applied for a subscriber, in order."""
        with self.transaction() as connection:
            rows = connection.execute(
                "SELECT revision FROM changes WHERE subscriber = ? ORDER BY id", (subscriber,)
            )
            return [row["revision"] for row in rows]

    def put(self, entry: Entry) -> None:
        """Write something into the books behind everybody's back, as a mistake there would."""
        with self.transaction() as connection:
            write(connection, entry)

    def forget(self, subscriber: str) -> None:
        """Lose a subscriber."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM entitlements WHERE subscriber = ?", (subscriber,))

    def behave(self, behaviour: Behaviour | None) -> None:
        """Treat everybody like this from now on; None: each as their name says."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM mood")
            if behaviour is not None:
                connection.execute("INSERT INTO mood VALUES (?)", (behaviour.value,))

    def mood(self) -> Behaviour | None:
        """How everybody is treated, if not by name."""
        with self.transaction() as connection:
            row = connection.execute("SELECT behaviour FROM mood").fetchone()
            return None if row is None else Behaviour(row["behaviour"])


def find(connection: Connection, subscriber: str) -> Entry | None:
    """What a subscriber may see, within a transaction."""
    row = connection.execute(
        "SELECT revision, channels FROM entitlements WHERE subscriber = ?", (subscriber,)
    ).fetchone()
    if row is None:
        return None
    return Entry(subscriber, row["revision"], tuple(json.loads(row["channels"])))


def write(connection: Connection, entry: Entry) -> None:
    """Have a subscriber see these channels."""
    connection.execute(
        "INSERT INTO entitlements VALUES (?, ?, ?) ON CONFLICT (subscriber)"
        " DO UPDATE SET revision = excluded.revision, channels = excluded.channels",
        (entry.subscriber, entry.revision, json.dumps(entry.channels)),
    )


def page(connection: Connection, after: str, limit: int) -> list[Entry]:
    """The next subscribers and what they may see."""
    rows = connection.execute(
        "SELECT subscriber, revision, channels FROM entitlements"
        " WHERE subscriber > ? ORDER BY subscriber LIMIT ?",
        (after, limit),
    )
    return [
        Entry(row["subscriber"], row["revision"], tuple(json.loads(row["channels"])))
        for row in rows
    ]
