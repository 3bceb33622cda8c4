"""PDFs that were made before: those asked for lately, and those of whole bill runs.

Any number of processes share the folders: a file appears whole, by being renamed, and losing one
only means making it again. Each of 256 shelves keeps the few that were asked for last. What bill
runs made ahead lies in a folder for each day, and stays until the day is forgotten.
"""

import contextlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

A_SHELF = 32
"""Files a shelf; all together some 8,000, about 200 MB."""
_ENDING = b"%%EOF\n"
_GIVEN_UP_S = 600
"""A file that was begun so long ago was somebody's who was killed."""
_log = logging.getLogger(__name__)


def kept(digest: str, make: Callable[[], bytes], ahead: Path | None = None) -> bytes:
    """What was made before under this digest, or else what is made now.

    A folder that can't be written to costs time, never the PDF.

    Args:
        digest: of all that it says.
        make: makes it.
        ahead: where a bill run would have put it.
    """
    found = None if ahead is None else _whole(ahead)
    if found is not None:
        return found
    path = _root() / digest[:2] / f"{digest[2:]}.pdf"
    with contextlib.suppress(OSError):
        # An empty one is left by a machine that lost its power.
        if found := path.read_bytes():
            os.utime(path)
            return found
    made = make()
    try:
        _keep(path, made)
        _clear(path.parent)
    except OSError as error:
        _log.warning("a statement can't be kept: %s", error.strerror)
    return made


def place_ahead(day: date, digest: str, name: str) -> Path:
    """Where the run of a day puts a statement."""
    return day_folder(day) / digest[:2] / f"{name}-{digest[2:34]}.pdf"


def day_folder(day: date) -> Path:
    """What the run of a day made ahead."""
    return _root() / f"run-{day}"


def put_ahead(path: Path, make: Callable[[], bytes]) -> bool:
    """Make a run's statement, unless it is there whole; whether it was made now.

    Raises:
        OSError: it can't be kept.
    """
    if _whole(path) is not None:
        return False
    _keep(path, make())
    return True


def sweep(day: date) -> None:
    """Take away what somebody who was killed had begun."""
    before = time.time() - _GIVEN_UP_S
    for begun in day_folder(day).glob("*/*.new"):
        if _asked_at(begun) < before:
            begun.unlink(missing_ok=True)


def forget_days(before: date) -> int:
    """Take away what runs made ahead before a day; how many days'."""
    old = [path for path in _root().glob("run-*-*-*") if path.name < f"run-{before}"]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "statements"


def _whole(path: Path) -> bytes | None:
    with contextlib.suppress(OSError):
        found = path.read_bytes()
        return found if found.endswith(_ENDING) else None
    return None


def _keep(path: Path, made: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        try:
            file.write(made)
            file.flush()
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _clear(shelf: Path) -> None:
    """Take away what was asked for longest ago; another process may be at it as well."""
    found = sorted(shelf.iterdir(), key=_asked_at, reverse=True)
    for old in found[A_SHELF:]:
        old.unlink(missing_ok=True)


def _asked_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0
