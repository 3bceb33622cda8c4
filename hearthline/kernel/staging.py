"""Rows on their way in: a temporary table that is checked and merged by sets, then vanishes.

Each row carries the line it came from and its `problems`, a JSON list of
`{"column", "message", "follows"}`; a row with problems is never merged. `follows` marks a row
that is refused only because it depends on a refused one. `raw` is what the row looked like.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Outcome:
    """What merging did, or would do."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Staging:
    """A temporary table of the current transaction.

    `file` is where its rows come from, as messages name it; `columns` has each column's type.
    """

    table: str
    file: str
    columns: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """All columns in the order in which `fill` takes them."""
        return ("line", "problems", "raw", *self.columns)

    def create(self) -> None:
        """Make the table, empty; it goes when the transaction ends."""
        own = {"line": "integer", "problems": "jsonb", "raw": "text"}
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
            for name, kind in {**own, **self.columns}.items()
        )
        table = sql.Identifier("pg_temp", self.table)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
                    sql.Identifier(self.table), columns
                )
            )

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        """Stream rows in, one at a time, then let the planner know how many there are."""
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.table), sql.SQL(", ").join(map(sql.Identifier, self.names))
        )
        with connection.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(self.table)))

    def refuse_repeated(self, *key: str) -> None:
        """Refuse each row after the first with the same key; its last column is named."""
        columns = list(map(sql.Identifier, key))
        same = sql.SQL(" AND ").join(
            sql.SQL("later.{0} = first.{0}").format(column) for column in columns
        )
        self._execute(
            _REFUSE_REPEATED,
            key=sql.SQL(", ").join(columns),
            named=columns[-1],
            column=sql.Literal(key[-1]),
            same=same,
        )

    def refuse_unknown(
        self, column: str, of: "Staging", key: str, *, known: str = "", advice: str
    ) -> None:
        """Refuse each row that names something which is neither staged nor in the database.

        A row that names something refused is refused as well, whatever the database has.

        Args:
            column: the column that names it.
            of: where it would be staged.
            key: its column there.
            known: where it would be in the database, as `table.column`; nowhere if empty.
            advice: what to do, a sentence.
        """
        table, _, known_column = known.partition(".")
        join = "LEFT JOIN {} AS known ON known.{} = named.key"
        self._execute(
            _REFUSE_UNKNOWN,
            column=sql.Identifier(column),
            name=sql.Literal(column),
            other=sql.Identifier(of.table),
            key=sql.Identifier(key),
            file=sql.Literal(of.file),
            known=sql.SQL(join).format(sql.Identifier(table), sql.Identifier(known_column))
            if known
            else sql.SQL("LEFT JOIN (SELECT NULL AS id) AS known ON true"),
            advice=sql.Literal(advice),
        )

    def _execute(self, statement: str, **parts: sql.Composable) -> None:
        composed = sql.SQL(statement).format(staged=sql.Identifier(self.table), **parts)
        with connection.cursor() as cursor:
            cursor.execute(composed)

    def keep(self, absent: Iterable[str], kept: Mapping[str, str], source: str) -> None:
        """Give columns that a file doesn't have the values that are in the database already.

        Args:
            absent: the columns that the file lacks.
            kept: for each column that may be absent, where its value is kept.
            source: the rest of the statement: `FROM … WHERE …`, the staged rows being `staged`.
        """
        sets = [
            sql.SQL("{} = {}").format(sql.Identifier(name), sql.SQL(kept[name]))
            for name in absent
            if name in kept
        ]
        if not sets:
            return
        statement = sql.SQL("UPDATE {} AS staged SET {} {}").format(
            sql.Identifier(self.table),
            sql.SQL(", ").join(sets),
            sql.SQL(source),
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)


_REFUSE_REPEATED = """
UPDATE {staged} AS later
   SET problems = coalesce(later.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', {column},
           'message', format('"%s" is on line %s already. Keep one of the two rows',
                             later.{named}, first.line)))
  FROM (SELECT {key}, min(line) AS line FROM {staged} GROUP BY {key} HAVING count(*) > 1) AS first
 WHERE {same} AND later.line > first.line
"""
_REFUSE_UNKNOWN = """
UPDATE {staged} AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', {name},
           'follows', wrong.line IS NOT NULL,
           'message', CASE
               WHEN wrong.line IS NULL THEN format('"%s" is unknown. %s', wrong.key, {advice})
               ELSE format('"%s" is refused on line %s of %s. Correct it there',
                           wrong.key, wrong.line, {file}) END))
  FROM (SELECT named.key, other.line
          FROM (SELECT DISTINCT {column} AS key FROM {staged}) AS named
          LEFT JOIN (SELECT {key} AS key, min(line) AS line, bool_or(problems IS NULL) AS is_fine
                       FROM {other} GROUP BY {key}) AS other USING (key)
          {known}
         WHERE other.is_fine IS NOT TRUE AND (other.line IS NOT NULL OR known.id IS NULL)) AS wrong
 WHERE staged.{column} = wrong.key
"""
