"""Books in an SQLite file that survive being killed between any two lines."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Connection = sqlite3.Connection


class Books:
    """A file of books. Each transaction has a connection of its own, so threads may share this."""

    def __init__(self, folder: Path, tables: Path) -> None:
        """Open the books of a folder, or begin them.

        Args:
            folder: where `books.sqlite3` lies.
            tables: SQL that makes what is not there yet.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "books.sqlite3"
        connection = self._connect()
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(tables.read_text(encoding="utf-8"))
        finally:
            connection.close()

    def _connect(self) -> Connection:
        connection = sqlite3.connect(self.path, timeout=15, isolation_level=None)
        connection.row_factory = sqlite3.Row
        # With a write-ahead log this survives the death of the process, if not of the machine.
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing, one writer at a time."""
        connection = self._connect()
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()  # without COMMIT this rolls back
