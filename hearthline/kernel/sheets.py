"""Tables as CSV files that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula; full-width signs count as well."""


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table with a head, in which no text is ever a formula.

    Texts that begin like one get an apostrophe before them, which spreadsheets read as "this is
    text"; numbers (anything that isn't a `str`) stay numbers. The mark at the beginning tells
    spreadsheets that the file is UTF-8.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_plain(name) for name in head])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return "\ufeff" + file.getvalue()


def csv_stream(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The same table in parts, for one of any length."""
    yield csv_text(head, [])
    file = io.StringIO()
    writer = csv.writer(file)
    for number, row in enumerate(rows, 1):
        writer.writerow([_plain(cell) for cell in row])
        if number % 1000 == 0:
            yield file.getvalue()
            file.seek(0)
            file.truncate()
    yield file.getvalue()


def _plain(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_STARTS):
        return "'" + cell
    return "" if cell is None else cell
