"""Whether a password is in the list that this machine has. The list is opened when first asked."""

import hashlib
import threading
import unicodedata
from pathlib import Path

import structlog
from django.conf import settings

from hearthline.identity.breached.layout import (
    BreachedList,
    UnableToReadBreachedList,
    identity_of,
)

log = structlog.get_logger(__name__)
_opening = threading.Lock()
_open: dict[Path, BreachedList] = {}


def is_breached(password: str) -> bool:
    """Whether others know this password: it was in a breach, or is on everybody's list.

    Takes some microseconds, the time of two small reads. Wrongly yes for six passwords in a hundred
    million; no, and a line in the log, where the list can't be read: nobody is locked out by it.
    """
    try:
        known = current_list()
        return any(known.has(sha1) for sha1 in hashes_of(password))
    except UnableToReadBreachedList as error:
        log.exception("the list of breached passwords can't be read", reason=str(error))
        return False


def hashes_of(password: str) -> set[bytes]:
    """SHA-1 of the password as it was typed, and as it is kept (NFKC); mostly the same."""
    spellings = {password, unicodedata.normalize("NFKC", password)}
    return {
        # As the lists have it. Nothing is kept or proven by it.
        hashlib.sha1(spelling.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
        for spelling in spellings
    }


def current_list() -> BreachedList:
    """The list of `BREACHED_PASSWORDS_FILE`, opened again when another file takes its place.

    Raises:
        UnableToReadBreachedList: there is none yet, and this one can't be read.
    """
    path = Path(settings.BREACHED_PASSWORDS_FILE)
    known = _open.get(path)
    if known is not None and known.is_of == _identity(path):
        return known
    with _opening:
        return _opened(path)


def _opened(path: Path) -> BreachedList:
    known = _open.get(path)
    if known is not None and known.is_of == _identity(path):
        return known  # another thread was quicker
    try:
        found = BreachedList(path)
    except UnableToReadBreachedList as error:
        if known is None:
            raise
        # The list that was there still answers, even if its file has gone.
        log.warning("the list of breached passwords can't be read", reason=str(error))
        return known
    # The old one isn't closed: another thread may be asking it. It is when nobody does any more.
    _open[path] = found
    return found


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        return identity_of(path)
    except OSError:
        return None
