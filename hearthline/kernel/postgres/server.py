"""Starting and stopping the private server, whatever state the last one was left in."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from hearthline.kernel.postgres import cluster
from hearthline.kernel.postgres.binaries import programs
from hearthline.kernel.postgres.databases import furnish
from hearthline.kernel.postgres.places import (
    PORT,
    UnableToStartPostgres,
    User,
    acting_as,
    existing_user,
    home,
    socket_dir,
)
from hearthline.kernel.postgres.postmaster import Postmaster, orphans, postmaster

# Tests that do fifty things at once run beside each other, each with connections of its own.
_FOR_TESTS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
)
_PATIENCE_S = 300
"""Recovery after a crash replays up to `max_wal_size` of log: a minute on a slow disk."""
_LAST_BREATH_S = 1
"""A killed process can be seen for a moment longer than it can be talked to."""
_children: dict[Path, "subprocess.Popen[bytes]"] = {}
"""Servers that this process started, so that they are reaped when they end."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and how to reach it."""

    socket_dir: Path
    superuser: str = "postgres"
    port: int = PORT


def start(data_dir: Path, *, durable: bool = True) -> Server:
    """Start the server of a data folder, or find it running; make it on first use.

    Args:
        data_dir: Hearthline's data folder; made if missing.
        durable: False trades safety against a power cut for speed, for tests.

    Raises:
        UnableToStartPostgres: the message says what to do.
    """
    with _plainly(data_dir):
        user, place = cluster.prepare(data_dir)
        with _locked(user, place / "lock", fcntl.LOCK_EX):
            server = Server(socket_dir=socket_dir(data_dir))
            found = _settled(place / "data")
            if found is not None:
                try:
                    furnish(server)
                except psycopg.OperationalError:
                    # Killed a moment ago, it still looked alive.
                    if not _is_gone(place / "data", found):
                        raise
                else:
                    return server
            _launch(data_dir, user, place, durable=durable)
            furnish(server)
            return server


def stop(data_dir: Path) -> None:
    """Stop the server of a data folder, if it runs: quickly, without losing anything."""
    place = home(data_dir)
    user = existing_user(data_dir)
    if user is None or not (place / "lock").exists():
        return
    with _plainly(data_dir), _locked(user, place / "lock", fcntl.LOCK_EX):
        _end(place / "data")


def is_running(data_dir: Path) -> bool:
    """Whether the server of a data folder accepts connections."""
    found = postmaster(home(data_dir) / "data")
    return found is not None and found.status == "ready"


def remove(data_dir: Path) -> None:
    """Stop the server of a data folder and delete its databases. For tests and throw-away data."""
    stop(data_dir)
    place, socket = home(data_dir), socket_dir(data_dir)
    shutil.rmtree(place, ignore_errors=True)
    if socket.parent != place:
        shutil.rmtree(socket, ignore_errors=True)


@contextmanager
def use(data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """Have the server for a while; whoever leaves last stops it.

    Users are counted by a shared lock, which the kernel takes back however a process ends.
    """
    with _plainly(data_dir):
        user, place = cluster.prepare(data_dir)
    with _locked(user, place / "users", fcntl.LOCK_SH) as handle:
        user_pid = os.getpid()
        try:
            yield start(data_dir, durable=durable)
        finally:
            # A child that was forked inside leaves through here too, but shares the parent's lock.
            if os.getpid() == user_pid and _try_alone(handle):
                stop(data_dir)


def _launch(data_dir: Path, user: User, place: Path, *, durable: bool) -> None:
    """Start a server where none runs: clean up after the last, then wait until it is ready."""
    data = place / "data"
    folder = programs(user)
    with acting_as(user):
        _clear_remains(data, socket_dir(data_dir))
    if not data.exists():
        cluster.create(user, place, folder / "initdb", durable=durable)
    with acting_as(user):
        cluster.check_release(data)
        cluster.write_access(user, place)
        log = cluster.open_log(place)
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": _quoted(socket_dir(data_dir)),
        "unix_socket_permissions": "0700",
        "hba_file": str(place / "pg_hba.conf"),
        "ident_file": str(place / "pg_ident.conf"),
    }
    options = [f"{name}={value}" for name, value in settings.items()]
    options += [] if durable else _FOR_TESTS
    arguments = [str(folder / "postgres"), "-D", str(data)]
    begin = os.fstat(log.fileno()).st_size
    with log:
        child = subprocess.Popen(
            [*arguments, *(part for option in options for part in ("-c", option))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for whoever started us, who then stops it in order
            **cluster.as_user(user, place),
        )
    _children[data] = child
    _wait_until_ready(child, data, place / "server.log", begin)


def _quoted(folder: Path) -> str:
    """A folder as an element of a list setting, where commas and spaces would separate."""
    return '"' + str(folder).replace('"', '""') + '"'


def _wait_until_ready(child: "subprocess.Popen[bytes]", data: Path, log: Path, begin: int) -> None:
    begun = time.monotonic()
    told = False
    while time.monotonic() < begun + _PATIENCE_S:
        found = postmaster(data)
        if found and found.pid == child.pid and found.status == "ready":
            return
        if child.poll() is not None:
            raise UnableToStartPostgres(cluster.explain(log, begin))
        if not told and time.monotonic() > begun + 5:
            sys.stderr.write(
                "The database is recovering from a sudden end; this can take a minute.\n"
            )
            told = True
        time.sleep(0.02)
    raise UnableToStartPostgres(f"The database did not become ready in {_PATIENCE_S} s; see {log}.")


def _settled(data: Path) -> Postmaster | None:
    """The running server once it has finished starting; None when there is none any more."""
    deadline = time.monotonic() + _PATIENCE_S
    while found := postmaster(data):
        if found.status == "ready":
            return found
        if time.monotonic() > deadline:
            raise UnableToStartPostgres(
                f"The database process {found.pid} has been '{found.status}' for {_PATIENCE_S} s: "
                "end it, then start again."
            )
        time.sleep(0.05)
    return None


def _is_gone(data: Path, found: Postmaster) -> bool:
    """Whether a server ends, if it is given a second to."""
    _wait_for_end(data, found, _LAST_BREATH_S)
    left = postmaster(data)
    return left is None or left.pid != found.pid


def _end(data: Path) -> None:
    """End the server: first orderly, after ten seconds at once (nothing committed is lost)."""
    for signal_number, patience_s in cluster.WAYS_TO_END:
        found = postmaster(data)
        if found is None:
            break
        found.send(signal_number)
        _wait_for_end(data, found, patience_s)
    child = _children.pop(data, None)
    if child:
        child.wait(timeout=10)


def _wait_for_end(data: Path, found: Postmaster, patience_s: float) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        child = _children.get(data)
        if child:
            child.poll()
        now = postmaster(data)
        if now is None or now.pid != found.pid:
            return
        time.sleep(0.02)


def _clear_remains(data: Path, sockets: Path) -> None:
    """Remove what a killed server left; its number may be another process's by now.

    Its children end by themselves when they notice; those that don't in time would hold the
    shared memory and the files, so they are ended.
    """
    child = _children.pop(data, None)
    if child:
        child.poll()
    deadline = time.monotonic() + 5
    while (left := orphans(data)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for orphan in left:
        orphan.send(cluster.AT_ONCE)
    name = f".s.PGSQL.{PORT}"
    for remain in (data / "postmaster.pid", sockets / name, sockets / f"{name}.lock"):
        remain.unlink(missing_ok=True)


@contextmanager
def _locked(user: User, path: Path, kind: int) -> Iterator[int]:
    with acting_as(user):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, kind)
        yield handle
    finally:
        os.close(handle)


def _try_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _plainly(data_dir: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a sentence."""
    try:
        yield
    except OSError as error:
        place = error.filename or data_dir
        raise UnableToStartPostgres(
            f"The database can't be kept in {data_dir}: {place}: {error.strerror}. Set "
            "HEARTHLINE_DATA to a folder that you own on a disk with room, or DATABASE_URL to a "
            "server of your own."
        ) from error
