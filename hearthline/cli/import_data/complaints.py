"""From staged rows with problems to what is said about them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from psycopg import sql

from hearthline.cli.import_data.report import MOST_SHOWN, Complaint, Report
from hearthline.kernel.staging import Staging

_PROBLEMS = """
SELECT staged.line, problem ->> 'column', problem ->> 'message'
  FROM {} AS staged, jsonb_array_elements(staged.problems) WITH ORDINALITY AS told (problem, place)
 WHERE staged.problems IS NOT NULL AND (problem -> 'follows') IS DISTINCT FROM 'true'
 ORDER BY staged.line, told.place
 LIMIT %(most)s
"""
_COUNT = """
SELECT count(*)
  FROM {} AS staged, jsonb_array_elements(staged.problems) AS problem
 WHERE staged.problems IS NOT NULL AND (problem -> 'follows') IS DISTINCT FROM 'true'
"""


def complain_of_problems(report: Report, stagings: Iterable[Staging]) -> None:
    """Put the staged rows' problems into the report; those that follow from others are left out."""
    for staging in stagings:
        count = _rows(_COUNT, staging)[0][0]
        if count:
            for line, column, message in _rows(_PROBLEMS, staging, most=MOST_SHOWN):
                report.complain(Complaint(staging.file, line, column, message))
            report.complaint_count += max(0, count - MOST_SHOWN)


def count_rejected(stagings: Iterable[Staging]) -> dict[str, int]:
    """How many staged rows are refused, by file; files without any are left out."""
    counts = {
        staging.file: _rows("SELECT count(*) FROM {} WHERE problems IS NOT NULL", staging)[0][0]
        for staging in stagings
    }
    return {file: count for file, count in counts.items() if count}


def _rows(statement: str, staging: Staging, **parameters: Any) -> list[tuple[Any, ...]]:
    composed = sql.SQL(statement).format(sql.Identifier(staging.table))
    with connection.cursor() as cursor:
        cursor.execute(composed, parameters)
        return list(cursor.fetchall())
