"""Lists of breached passwords as they are handed round: SHA-1 in hexadecimal, and how often.

Two forms: one file of lines `SHA1:COUNT`, in any order; or the downloader's, a file for each first
five digits, named by them (`0A1B2.txt`), whose lines are the other 35 digits and the count.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_RANGE = re.compile(r"[0-9A-Fa-f]{5}")
_SHA1_DIGITS = 40
_RANGE_DIGITS = 5
_PREFIX_DIGITS = 16
"""The first 64 bits of a hash are all that is read on."""


class UnableToReadSource(Exception):
    """A line is no hash; the text says which line of which file."""


@dataclass(slots=True)
class Reading:
    """How far it has come."""

    lines: int = 0
    left_out: int = 0
    """Padding of the downloader's (a count of 0), or seen more seldom than asked for."""
    file: str = field(default="")


def find_files(sources: list[Path]) -> list[Path]:
    """The files of sources; those of a folder in the order of their names.

    Raises:
        UnableToReadSource: there is no such file, or nothing in a folder.
    """
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if path.is_file())
            if not inside:
                raise UnableToReadSource(f"{source} is empty.")
            found += inside
        elif source.is_file():
            found.append(source)
        else:
            raise UnableToReadSource(f"There is no {source}.")
    return found


def prefixes(files: list[Path], *, seen_at_least: int, reading: Reading) -> Iterator[int]:
    """The first 64 bits of each hash, as numbers, in the order of the files.

    Raises:
        UnableToReadSource: a line is no hash.
    """
    for path in files:
        begins = path.stem.upper() if _RANGE.fullmatch(path.stem) else ""
        digits = _SHA1_DIGITS - len(begins)
        reading.file = path.name
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                reading.lines += 1
                if not line.strip():
                    continue
                found = _prefix(line, begins.encode(), digits, seen_at_least)
                if found is None:
                    raise UnableToReadSource(
                        f"{path}, line {number}: expected {digits} hexadecimal digits, a colon"
                        " and a count."
                    )
                if found < 0:
                    reading.left_out += 1
                else:
                    yield found


def _prefix(line: bytes, begins: bytes, digits: int, seen_at_least: int) -> int | None:
    """The first 64 bits; None if the line is no hash, -1 if it doesn't count."""
    sha1, _, count = line.partition(b":")
    sha1 = sha1.strip()
    if len(sha1) != digits:
        return None
    try:
        known = binascii.unhexlify(begins + sha1)
        times = int(count) if count.strip() else 1
    except ValueError:
        return None
    if times < max(seen_at_least, 1):
        return -1 if times >= 0 else None
    return int.from_bytes(known[:8], "big")
