"""Set-based statements live in `.sql` files beside their domain; this runs them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def run(path: Path, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run a file's statement with named parameters (`%(name)s`), in the caller's transaction.

    Returns:
        The rows as dictionaries by column name; an empty list for a statement that returns none.
    """
    with connection.cursor() as cursor:
        cursor.execute(_text(path), parameters)
        return rows(cursor)


def run_prepared(path: Path, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same for one that runs at every sign-in: the server keeps its plan in the connection.

    Parameters go apart from the statement, so each says its type (`::text`) where PostgreSQL can't
    tell. The columns of the answer are named, never `*`: a migration that adds one must not change
    what a kept plan answers.
    """
    with connection.cursor() as cursor:
        cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg] # in the stubs
        cursor.execute(_text(path), parameters)
        return rows(cursor)


def select(statement: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Run a short statement given as text; same result as `run`."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or {})
        return rows(cursor)


def rows(cursor: Any) -> list[dict[str, Any]]:
    """What a cursor has left, as dictionaries by column name."""
    if cursor.description is None:
        return []
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
