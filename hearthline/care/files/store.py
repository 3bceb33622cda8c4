"""Where files lie: `attachments/` below HEARTHLINE_DATA, under names nobody can guess.

A file is written to `incoming/` first and moved into its place (`settle`) as the last thing before
the transaction with its row commits. A crash in between leaves a file without a row, never a row
without a file; the sweeping job and `hearthline check` find what is left over.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_PIECE = 65_536
_KEY = re.compile(r"[0-9a-f]{64}")
_STALE = timedelta(hours=6)
"""No upload takes that long: what is older in `incoming/` was left by a crash."""


class UnableToKeepFile(Exception):
    """The disk refused it: full, or not to be written to. Nothing was stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on disk: its key, size in bytes and SHA-256."""

    key: str
    size_bytes: int
    sha256: bytes


def folder() -> Path:
    return Path(settings.ATTACHMENTS_DIR)


def place_of(key: str) -> Path:
    """Where a file lies.

    Raises:
        ValueError: that is no key, and so no path either.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("no key of a file")
    return folder() / key[:2] / key


def keep(*, content: BinaryIO) -> Kept:
    """Write a file to `incoming/`, safe against a power cut, readable by this user only.

    Raises:
        UnableToKeepFile: see there.
    """
    key = secrets.token_hex(32)
    place = _incoming(key)
    digest, size = hashlib.sha256(), 0
    try:
        _make_private(place.parent)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            content.seek(0)
            while piece := content.read(_PIECE):
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        discard(keys=[key])
        raise UnableToKeepFile(error.strerror or "the disk refused") from error
    return Kept(key=key, size_bytes=size, sha256=digest.digest())


def settle(*, keys: Iterable[str]) -> None:
    """Move files into their place; the last thing before a commit.

    Raises:
        UnableToKeepFile: see there; `discard` removes those that were moved already.
    """
    try:
        for key in keys:
            place = place_of(key)
            _make_private(place.parent)
            _incoming(key).rename(place)
            _sync_folder(place.parent)
    except OSError as error:
        raise UnableToKeepFile(error.strerror or "the disk refused") from error


def discard(*, keys: Iterable[str]) -> None:
    """Remove files wherever they have got to."""
    for key in keys:
        for place in (_incoming(key), place_of(key)):
            with suppress(OSError):
                place.unlink()


def discard_incoming(*, keys: Iterable[str]) -> None:
    """Remove files that never got to their place: the same form came before."""
    for key in keys:
        with suppress(OSError):
            _incoming(key).unlink()


def stored_keys() -> Iterator[str]:
    """The keys of all files in their places."""
    for shelf in folder().glob("[0-9a-f][0-9a-f]"):
        for place in shelf.iterdir():
            yield place.name


def is_stale(*, key: str, now: datetime) -> bool:
    """Whether a file in its place has lain there for hours; False for what is none of ours."""
    if not _KEY.fullmatch(key):
        return False
    try:
        return place_of(key).stat().st_mtime < (now - _STALE).timestamp()
    except OSError:
        return False


def sweep_incoming(*, now: datetime) -> int:
    """Remove what a crash left in `incoming/`; returns how many files."""
    removed = 0
    for place in (folder() / "incoming").glob("*"):
        with suppress(OSError):
            if place.stat().st_mtime < (now - _STALE).timestamp():
                place.unlink()
                removed += 1
    return removed


def _incoming(key: str) -> Path:
    return folder() / "incoming" / place_of(key).name


def _make_private(place: Path) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder().chmod(0o700)


def _sync_folder(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
