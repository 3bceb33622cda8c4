"""PDFs that were made lately, in a folder that stays small.

Any number of processes share it: a file appears whole, by being renamed, and losing one only means
making it again. Each of 256 shelves keeps the few that were asked for last.
"""

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

A_SHELF = 32
"""Files a shelf; all together some 8,000, about 200 MB."""
_log = logging.getLogger(__name__)


def kept(digest: str, make: Callable[[], bytes]) -> bytes:
    """What was made before under this digest, or else what is made now.

    A folder that can't be written to costs time, never the PDF.
    """
    path = Path(settings.DATA_DIR) / "statements" / digest[:2] / f"{digest[2:]}.pdf"
    with contextlib.suppress(OSError):
        found = path.read_bytes()
        os.utime(path)
        return found
    made = make()
    try:
        _keep(path, made)
    except OSError as error:
        _log.warning("a statement can't be kept: %s", error.strerror)
    return made


def _keep(path: Path, made: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".new", delete=False) as file:
        file.write(made)
    Path(file.name).replace(path)
    _clear(path.parent)


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
