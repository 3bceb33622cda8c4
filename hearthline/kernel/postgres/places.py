"""Where the server's files lie and which user it runs as. Looks, and changes nothing.

Every process works these out for itself, so they follow from the data folder alone:

- started by an ordinary user: `<data>/postgres`, and the server is that user;
- started by root: the server is the data folder's owner, or the system user `hearthline` where
  that is root. If that user can't get into the data folder (a checkout below /root, say), nobody's
  permissions are changed: the files lie in `/var/lib/hearthline/<name>-<hash>` instead.
"""

import hashlib
import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DATABASE_NAME = "hearthline"
OWNER_ROLE = "hearthline_owner"
APP_ROLE = "hearthline_app"
SYSTEM_USER = "hearthline"
SYSTEM_HOME = Path("/var/lib/hearthline")
PORT = 5432
"""Only names the socket's file; nothing listens on a network."""
_LONGEST_SOCKET = 107  # bytes, sun_path in unix(7) without its final NUL


class UnableToStartPostgres(Exception):
    """The embedded server can't serve; the message says plainly what to do."""


@dataclass(frozen=True, slots=True)
class User:
    """An operating-system user: who owns the server's files and runs it."""

    uid: int
    gid: int
    name: str

    @property
    def groups(self) -> list[int]:
        return os.getgrouplist(self.name, self.gid)


def home(data_dir: Path) -> Path:
    """The folder of everything the server keeps for a data folder."""
    data_dir = Path(os.path.realpath(data_dir))
    beside = data_dir / "postgres"
    if os.getuid() != 0 or _can_reach(existing_user(data_dir), data_dir):
        return beside
    return elsewhere(data_dir)


def elsewhere(data_dir: Path) -> Path:
    """Where the files lie when root's unprivileged server can't get into the data folder."""
    data_dir = Path(os.path.realpath(data_dir))
    return SYSTEM_HOME / f"{data_dir.name[:40]}-{_short_hash(data_dir)}"


def socket_dir(data_dir: Path) -> Path:
    """Where the server's socket lies for a data folder.

    A socket's path may have 107 bytes; below a folder with a longer name it moves to the
    temporary folder, where `start` refuses to use a folder that isn't the server's own.
    """
    near = home(data_dir) / "socket"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
        return near
    # Not tempfile.gettempdir() nor XDG_RUNTIME_DIR: they differ between a login, cron and sudo.
    name = f"hearthline-{os.getuid()}-{_short_hash(home(data_dir))}"
    return Path("/tmp") / name  # noqa: S108 - owner and mode are checked before use


def existing_user(data_dir: Path) -> User | None:
    """Who the server runs as for a data folder; None when that user is yet to be made.

    Raises:
        UnableToStartPostgres: whoever runs this has no name on this machine.
    """
    if os.getuid() != 0:
        return _named(os.getuid())
    for folder in (data_dir / "postgres" / "data", data_dir):
        owner = _owner(folder)
        if owner:
            return _named(owner)
    try:
        return _named(pwd.getpwnam(SYSTEM_USER).pw_uid)
    except KeyError:
        return None


def _named(uid: int) -> User:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise UnableToStartPostgres(
            f"The user with the number {uid} has no name on this machine, and PostgreSQL needs "
            "one: add it to /etc/passwd, or set DATABASE_URL to a server of your own."
        ) from error
    return User(uid=uid, gid=entry.pw_gid, name=entry.pw_name)


def _owner(folder: Path) -> int | None:
    try:
        return folder.stat().st_uid
    except OSError:
        return None


def _can_reach(user: User | None, folder: Path) -> bool:
    """Whether a user may pass through a folder and all above it, as far as they exist."""
    groups = user.groups if user else []
    for step in (folder, *folder.parents):
        try:
            found = step.stat()
        except OSError:
            continue
        if user and found.st_uid == user.uid:
            needed = stat.S_IXUSR
        elif found.st_gid in groups:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not found.st_mode & needed:
            return False
    return True


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Touch files with a user's rights: what root makes is theirs, and their links mislead nobody.

    The real user stays root, which is what everything here asks for. Nothing may be imported
    inside: Python's own files may be out of that user's reach.
    """
    if os.geteuid() == user.uid:
        yield
        return
    groups, group = os.getgroups(), os.getegid()
    try:
        os.setgroups(user.groups)
        os.setegid(user.gid)
        os.seteuid(user.uid)
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)
        os.setgroups(groups)
