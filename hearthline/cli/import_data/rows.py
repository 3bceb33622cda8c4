"""Records become staged rows: cells read by their columns' readers, problems kept with the row."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hearthline.cli.import_data.fields import Refused, shown
from hearthline.cli.import_data.files import Column, InputFile, Problem, Row
from hearthline.cli.import_data.records import Record, UnableToReadFile, read_records

_OURS = ("rejected_line", "rejected_reason")
"""Columns of the files of rejected rows, which may come back corrected."""


@dataclass(frozen=True, slots=True)
class Intake:
    """One file to be read: where it lies and what its header says."""

    file: InputFile
    path: Path
    header: list[str]

    @property
    def absent(self) -> list[str]:
        """Columns that the file doesn't have."""
        return [column.name for column in self.file.columns if column.name not in self.header]

    @property
    def notes(self) -> list[str]:
        """What the provider should know although it is no error."""
        known = [column.name for column in self.file.columns]
        unknown = [shown(name) for name in self.header if name not in known and name not in _OURS]
        if not unknown:
            return []
        note = f"{self.file.name}: columns that are unknown are left out: {', '.join(unknown)}"
        return [f"{note}. Known are: {', '.join(known)}."]

    def rows(self, *, advance: Callable[[int], None], keep_raw: bool) -> Iterator[tuple[Any, ...]]:
        """What goes into the staging table, one tuple a record, read as it is asked for.

        Args:
            advance: told how many bytes were read.
            keep_raw: whether rows are kept as they were, to be written out if they are refused.

        Raises:
            UnableToReadFile: the file loses its shape midway.
        """
        names = tuple(self.file.staging.columns)
        cells = [(self.header.index(c.name), c) for c in self.file.columns if c.name in self.header]
        absent = {c.name: c.empty for c in self.file.columns if c.name not in self.header}
        records = read_records(self.path, advance)
        next(records, None)
        for record in records:
            row, problems = _read(record, cells, len(self.header), dict(absent))
            if not problems:
                problems = list(self.file.complete(row))
            yield (
                record.line,
                _as_json(problems) if problems else None,
                json.dumps(record.cells) if keep_raw else None,
                *(row.get(name) for name in names),
            )


def open_intake(file: InputFile, path: Path) -> Intake:
    """Look at a file's header.

    Raises:
        UnableToReadFile: the file can't be read, or its header isn't one.
    """
    with closing(read_records(path, lambda _count: None)) as records:
        first = next(records, None)
    if first is None:
        raise UnableToReadFile("is empty. Write the header line first: the names of the columns")
    if first.fault:
        raise UnableToReadFile(first.fault, first.line)
    header = [cell.strip().lower() for cell in first.cells]
    _refuse_bad_header(header, file, first.line)
    return Intake(file, path, header)


def _refuse_bad_header(header: list[str], file: InputFile, line: int) -> None:
    missing = [c.name for c in file.columns if c.required and c.name not in header]
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if missing and len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        raise UnableToReadFile(
            f"columns are separated by {mark}. Save the file with commas between columns", line
        )
    if missing:
        raise UnableToReadFile(
            f"required columns are missing: {', '.join(missing)}. Add them to the header line",
            line,
        )
    if repeated:
        raise UnableToReadFile(
            f"columns are named twice: {', '.join(map(shown, repeated))}. Keep each once", line
        )


def _read(
    record: Record, cells: list[tuple[int, Column]], width: int, row: Row
) -> tuple[Row, list[Problem]]:
    if record.fault:
        return row, [("", record.fault)]
    found = len(record.cells)
    if found != width:
        advice = "Put cells that contain a comma in quotation marks, or add the missing commas"
        problem = f"the row has {found} cells, the header {width}. {advice}"
        return _despite_width(record, cells, row), [("", problem)]
    problems: list[Problem] = []
    for index, column in cells:
        text = _plain(record.cells[index])
        if not text:
            row[column.name] = column.empty
            if column.required:
                problems.append((column.name, "the cell is empty. Fill it in"))
            continue
        try:
            row[column.name] = column.read(text)
        except Refused as refusal:
            problems.append((column.name, str(refusal)))
    return row, problems


def _plain(cell: str) -> str:
    """A cell without surrounding space, and without the apostrophe that `rejects.disarmed` adds."""
    text = cell.strip()
    if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"}:
        return text[1:].strip()
    return text


def _despite_width(record: Record, cells: list[tuple[int, Column]], row: Row) -> Row:
    """What can be read of a row with too few or too many cells: others may refer to its number."""
    for index, column in cells:
        if column.required and index < len(record.cells):
            try:
                row[column.name] = column.read(_plain(record.cells[index]))
            except Refused:
                continue
    return row


def _as_json(problems: list[Problem]) -> str:
    return json.dumps([{"column": column, "message": message} for column, message in problems])
