"""The rows that were left out, written so that they can be corrected and imported again."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from hearthline.cli.import_data.rows import Intake
from hearthline.kernel.staging import Staging

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe in front of what would start a formula."""
    return (
        f"'{cell}"
        if cell.startswith(_FORMULA_SIGNS)
        else cell.replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


def write_rejected(folder: Path, intakes: Iterable[Intake]) -> None:
    """Write one file for each that was read: its header and refused rows, their line and reason.

    Files without refused rows hold the header alone, so that the folder can itself be imported
    once it is corrected. Only this user can read them: they hold what the input holds.

    Raises:
        OSError: the folder can't be written to.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for intake in intakes:
        path = folder / intake.file.name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        # The byte order mark is what makes Excel read the file as UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*map(disarmed, intake.header), "rejected_line", "rejected_reason"])
            for line, cells, reason in _rejected_rows(intake.file.staging):
                fitting = _fitted(cells, len(intake.header))
                writer.writerow([*map(disarmed, fitting), line, disarmed(reason)])


def _fitted(cells: list[str], width: int) -> list[str]:
    """As many cells as the header has: empty ones added, or all too many put into the last."""
    if len(cells) > width:
        return [*cells[: width - 1], ",".join(cells[width - 1 :])]
    return cells + [""] * (width - len(cells))


def _rejected_rows(staging: Staging) -> Iterator[tuple[int, list[str], str]]:
    """Line, cells and reason of each refused row, streamed: there may be millions."""
    statement = sql.SQL(
        "SELECT line, raw, problems FROM {} WHERE problems IS NOT NULL ORDER BY line"
    ).format(sql.Identifier(staging.table))
    connection.ensure_connection()
    with closing(connection.connection.cursor(name="rejected_rows")) as cursor:
        cursor.execute(statement)
        for line, raw, problems in cursor:
            yield line, json.loads(raw), " | ".join(map(_sentence, _list(problems)))


def _list(problems: Any) -> list[dict[str, Any]]:
    # Django leaves jsonb as text on its connections, for its own JSONField to decode.
    return list(json.loads(problems) if isinstance(problems, str) else problems)


def _sentence(problem: Mapping[str, Any]) -> str:
    column = problem["column"]
    return f"{column}: {problem['message']}" if column else str(problem["message"])
