"""The server's folder: made once, private, and checked before each start."""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from hearthline.kernel.postgres.binaries import MAJOR
from hearthline.kernel.postgres.places import (
    SYSTEM_HOME,
    SYSTEM_USER,
    UnableToStartPostgres,
    User,
    acting_as,
    elsewhere,
    existing_user,
    home,
    socket_dir,
)

AT_ONCE = signal.SIGKILL
WAYS_TO_END = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
"""PostgreSQL's fast shutdown, its immediate shutdown, and no choice; each with seconds to obey."""
_LOG_LIMIT = 10_000_000  # bytes

_TUNING = {
    # For one small machine that also runs the web server; `data/postgresql.conf` may be edited.
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
    # Statements and row contents hold addresses and secrets: the log gets neither.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
}


def prepare(data_dir: Path) -> tuple[User, Path]:
    """Make the folders around the cluster, each private to the server's user.

    Returns:
        The server's user and its folder.

    Raises:
        UnableToStartPostgres: the databases are elsewhere, or a folder is another user's.
    """
    make_data_dir(data_dir)
    with _one_at_a_time(data_dir):
        user = existing_user(data_dir) or _make_system_user()
        place = home(data_dir)
        _refuse_two_places(data_dir, place)
        _make_private(user, place)
        with acting_as(user):
            sockets = socket_dir(data_dir)
            sockets.mkdir(mode=0o700, exist_ok=True)
            _refuse_strange(user, sockets)
    return user, place


def create(user: User, place: Path, initdb: Path, *, durable: bool) -> None:
    """Make an empty cluster. A killed attempt leaves nothing that looks finished."""
    with acting_as(user):
        for left in place.glob("making-*"):
            shutil.rmtree(left)
        partial = Path(tempfile.mkdtemp(dir=place, prefix="making-"))
    arguments = ["-D", str(partial), "-U", "postgres", "--encoding=UTF8", "--no-instructions"]
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    arguments += ["--auth-local=peer", "--auth-host=reject"]
    arguments += [part for name, value in _TUNING.items() for part in ("-c", f"{name}={value}")]
    if not durable:
        arguments.append("--no-sync")
    made = subprocess.run(
        [str(initdb), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **as_user(user, place),
    )
    if made.returncode:
        shutil.rmtree(partial, ignore_errors=True)
        raise UnableToStartPostgres(
            _sentence(made.stderr, f"A database could not be made in {place}")
        )
    with acting_as(user):
        partial.rename(place / "data")


def check_release(data: Path) -> None:
    """Refuse a cluster of another major release of PostgreSQL, which this one can't read."""
    release = (data / "PG_VERSION").read_text(encoding="utf-8").strip()
    if release != str(MAJOR):
        raise UnableToStartPostgres(
            f"{data} was made by PostgreSQL {release}, and Hearthline now comes with {MAJOR}. Save "
            "it with the release that made it (pg_dump), move the folder away, start again and "
            "load what was saved."
        )


def write_access(user: User, place: Path) -> None:
    """Who may connect: root or the user who runs Hearthline, and the server's own user.

    The kernel tells the server who is at the other end of the socket; no password exists.
    """
    names = sorted({user.name, pwd.getpwuid(os.getuid()).pw_name})
    lines = [f'hearthline "{name}" all' for name in names]
    _write(place / "pg_ident.conf", "\n".join(lines) + "\n")
    _write(place / "pg_hba.conf", "local all all peer map=hearthline\n")


def open_log(place: Path) -> IO[bytes]:
    """The server's log, for appending; the one before is kept when it has grown long."""
    path = place / "server.log"
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(place / "server.log.1")
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "ab")


def explain(log: Path, begin: int) -> str:
    """Why the server ended, as a sentence, from what its log says from a byte on."""
    with log.open("rb") as file:
        file.seek(begin)
        said = file.read(100_000).decode(errors="replace")
    return _sentence(said, "The database did not start") + f" More in {log}."


def as_user(user: User, place: Path) -> dict[str, Any]:
    """How to start a program as the server's user, with nothing from our environment."""
    common: dict[str, Any] = {
        "cwd": place,
        "umask": 0o077,
        "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "HOME": str(place)},
    }
    if os.getuid() == user.uid:
        return common
    return {**common, "user": user.uid, "group": user.gid, "extra_groups": []}


def make_data_dir(data_dir: Path) -> None:
    """A new data folder: the owner's alone; root's can be passed, as the server is someone else."""
    if data_dir.exists():
        return
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    data_dir.mkdir(exist_ok=True)
    data_dir.chmod(0o711 if os.getuid() == 0 else 0o700)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_system_user() -> User:
    command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    program = shutil.which("useradd", path=path)
    try:
        made = subprocess.run(
            [program or "useradd", *command[1:]], capture_output=True, text=True, check=False
        )
        reason = made.stderr.strip()
    except OSError as error:
        reason = error.strerror or ""
    user = existing_user(Path("/nonexistent"))
    if user is None:
        raise UnableToStartPostgres(
            f"PostgreSQL refuses to run as root, and the system user '{SYSTEM_USER}' could not be "
            f"made ({reason}): make it, or start Hearthline as an ordinary user."
        )
    sys.stderr.write(f"Made the system user '{SYSTEM_USER}': PostgreSQL refuses to run as root.\n")
    return user


def _refuse_two_places(data_dir: Path, place: Path) -> None:
    """Permissions above the data folder decide where root keeps the cluster; they may change."""
    if os.getuid() != 0 or (place / "data").exists():
        return
    for other in (data_dir / "postgres", elsewhere(data_dir)):
        if other != place and (other / "data").exists():
            raise UnableToStartPostgres(
                f"The databases of {data_dir} lie in {other}, but since the permissions of the "
                f"folders above changed they would go to {place}. Undo that change, or move them."
            )


def _make_private(user: User, place: Path) -> None:
    """Make the server's own folder. Root makes it where the user may not, and hands it over."""
    if os.getuid() == 0 and place.parent == SYSTEM_HOME:
        SYSTEM_HOME.mkdir(mode=0o711, exist_ok=True)
    try:
        with acting_as(user):
            place.mkdir(mode=0o700, exist_ok=True)
    except PermissionError:
        if os.getuid() != 0:
            raise
        partial = Path(tempfile.mkdtemp(dir=place.parent, prefix="making-"))
        os.chown(partial, user.uid, user.gid, follow_symlinks=False)
        partial.rename(place)
    _refuse_strange(user, place)


def _refuse_strange(user: User, folder: Path) -> None:
    """Only a real folder of the server's user, closed to others, is good enough."""
    found = folder.lstat()
    if found.st_uid != user.uid:
        owner = _name_of(found.st_uid)
        raise UnableToStartPostgres(
            f"{folder} belongs to {owner}, but the database would run as {user.name}: start "
            f"Hearthline as {owner}, or set HEARTHLINE_DATA to another folder."
        )
    if folder.is_symlink() or found.st_mode & 0o077:
        raise UnableToStartPostgres(
            f"{folder} is open to other users: close it (chmod 700), or remove it if not yours."
        )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user number {uid}"


def _write(path: Path, text: str) -> None:
    """Replace a file at one stroke."""
    partial = path.with_name(path.name + ".new")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def _sentence(output: str, fallback: str) -> str:
    """The first complaint in a program's output, and what to do about the usual ones."""
    complaints = re.findall(r"(?:FATAL|PANIC|error|ERROR):\s+(.+)", output)
    complaint = (
        complaints[-1].strip()
        if complaints
        else (output.strip().splitlines() or ["no reason given"])[-1]
    )
    if "No space left" in output:
        return f"{fallback}: the disk is full. Make room, then start again."
    if "Read-only file system" in output:
        return f"{fallback}: the disk is read-only. Set HEARTHLINE_DATA to a folder on another."
    return f"{fallback}: {complaint.rstrip('.')}."
