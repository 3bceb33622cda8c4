"""The bytes of one CSV file, turned into records that know their line.

A file may be larger than memory: it is read line by line, and no line, cell or record is let grow
without bound. What makes a whole file unreadable (its encoding, a quotation mark that never
closes) raises; what spoils one record is told with that record.
"""

import codecs
import csv
import stat
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LONGEST_LINE = 1024 * 1024
"""Bytes. No real row is near; a file without line breaks must not fill the memory."""

_SAVE_AS = (
    'Save it as UTF-8: in Excel choose the type "CSV UTF-8 (Comma delimited)", in LibreOffice the '
    'character set "Unicode (UTF-8)", or run: iconv -f {encoding} -t UTF-8'
)
_SIGNS = (
    (codecs.BOM_UTF32_LE, "is encoded as UTF-32, not UTF-8", "UTF-32"),
    (codecs.BOM_UTF32_BE, "is encoded as UTF-32, not UTF-8", "UTF-32"),
    (codecs.BOM_UTF16_LE, "is encoded as UTF-16, not UTF-8", "UTF-16"),
    (codecs.BOM_UTF16_BE, "is encoded as UTF-16, not UTF-8", "UTF-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "is an Excel workbook or a zip file, not CSV. Save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook, not CSV. Save the sheet as CSV UTF-8"),
    (b"\x1f\x8b", "is compressed (gzip). Unpack it first"),
)


class UnableToReadFile(Exception):
    """A whole file can't be read; the message says what it is and what to do.

    Args:
        message: one or two sentences, the file left out.
        line: where in the file, 0 if everywhere.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the physical line it starts on, its cells, and what is wrong with its form."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(slots=True)
class _Lines:
    """Decoded lines of a file; remembers those that belong to the record being read."""

    file: BinaryIO
    advance: Callable[[int], None]
    number: int = 0
    of_record: list[str] = field(default_factory=list)
    has_nul: bool = False

    def __iter__(self) -> Iterator[str]:
        for raw in iter(lambda: self.file.readline(LONGEST_LINE + 1), b""):
            self.number += 1
            self.advance(len(raw))
            if len(raw) > LONGEST_LINE:
                raise UnableToReadFile(
                    "the line is longer than 1 MB. Check that line breaks and quotation marks "
                    "were not lost",
                    self.number,
                )
            line = _decoded(raw, self.number)
            if "\0" in line:
                self.has_nul = True
            self.of_record.append(line)
            yield line


def read_records(path: Path, advance: Callable[[int], None]) -> Generator[Record, None, None]:
    """The records of a file, header first; empty ones are left out.

    Args:
        path: the file.
        advance: told how many bytes were read, for a progress bar.

    Raises:
        UnableToReadFile: the file can't be opened, isn't UTF-8 text, or loses its shape midway.
    """
    with _opened(path) as file:
        _refuse_what_is_not_utf8(file)
        lines = _Lines(file, advance)
        reader = csv.reader(lines, strict=True)
        while True:
            start = lines.number + 1
            lines.of_record.clear()
            lines.has_nul = False
            fault = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                fault = _fault(str(error), start)
                cells = ["".join(lines.of_record).rstrip("\r\n")]
            if lines.has_nul:
                fault = "the row contains a NUL byte. Delete it or export the file again"
            if fault or any(cells):
                yield Record(start, cells, fault)


def _opened(path: Path) -> BinaryIO:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnableToReadFile("is not a file. Put a CSV file in its place")
        return path.open("rb")
    except FileNotFoundError as error:
        raise UnableToReadFile(
            "is missing. Put it into the folder; where there is nothing to import, a file with "
            "only the header line will do"
        ) from error
    except PermissionError as error:
        raise UnableToReadFile(
            "can't be opened: permission denied. Let this user read it"
        ) from error
    except OSError as error:
        raise UnableToReadFile(f"can't be opened: {error.strerror}") from error


def _refuse_what_is_not_utf8(file: BinaryIO) -> None:
    """Look at the first bytes and leave the file at its first text byte."""
    try:
        head = file.read(64 * 1024)
    except OSError as error:
        raise UnableToReadFile(f"can't be read: {error.strerror}") from error
    if not head.removeprefix(codecs.BOM_UTF8).strip():
        raise UnableToReadFile("is empty. Write the header line first: the names of the columns")
    for sign, what, encoding in _SIGNS:
        if head.startswith(sign):
            raise UnableToReadFile(f"{what}. {_SAVE_AS.format(encoding=encoding)}")
    for sign, what in _NOT_TEXT:
        if head.startswith(sign):
            raise UnableToReadFile(what)
    if head[:2000].count(0) > len(head[:2000]) // 3:
        raise UnableToReadFile(
            f"looks like UTF-16, not UTF-8. {_SAVE_AS.format(encoding='UTF-16LE')}"
        )
    if b"\r" in head and b"\n" not in head:
        raise UnableToReadFile(
            "ends its lines as old Macintosh files do (CR alone). Save it with LF or CRLF line ends"
        )
    file.seek(len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0)


def _decoded(raw: bytes, number: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        seen = raw[error.start : error.start + 1].decode("cp1252", errors="replace")
        raise UnableToReadFile(
            f"byte {error.start + 1} of the line (0x{byte:02X}) is not UTF-8; it looks like "
            f'Latin-1 or Windows-1252, where it is "{seen}". '
            + _SAVE_AS.format(encoding="WINDOWS-1252"),
            number,
        ) from error


def _fault(told: str, line: int) -> str:
    """Our words for what the csv module says; what makes the rest unreadable raises."""
    if "unexpected end of data" in told:
        raise UnableToReadFile(
            "a quotation mark opens here and never closes. Close it, or write it twice if it "
            "belongs to the text",
            line,
        )
    if "field larger than field limit" in told:
        raise UnableToReadFile(
            "a cell that starts here is longer than 131,072 characters. Most likely a quotation "
            "mark is never closed",
            line,
        )
    if "expected after" in told:
        return (
            "a quotation mark inside the row stands alone. Write a quotation mark that belongs to "
            "the text twice, and put the whole cell in quotation marks"
        )
    return "the row breaks off inside: a line break stands outside quotation marks. Remove it"
