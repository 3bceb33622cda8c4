"""The embedded server: it starts in every state it may be left in, and lets nobody else in."""

import multiprocessing
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from hearthline.kernel import postgres
from hearthline.kernel.postgres import binaries, cluster, places
from hearthline.kernel.postgres.postmaster import postmaster

IS_ROOT = os.getuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="what root does differently")
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="hl-postgres-"))
    folder.chmod(0o755)  # as a checkout is; a closed one has a test of its own
    yield folder / "var"
    postgres.remove(folder / "var")
    shutil.rmtree(folder)


def connect(server: postgres.Server, user: str, database: str = postgres.DATABASE_NAME):
    return psycopg.connect(
        host=str(server.socket_dir), port=server.port, user=user, dbname=database, autocommit=True
    )


def pid_of(data_dir: Path) -> int:
    found = postmaster(places.home(data_dir) / "data")
    assert found
    return found.pid


def kill_all(data_dir: Path) -> None:
    """What a power cut leaves: no process, every file where it was."""
    pid = pid_of(data_dir)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for number in (pid, *map(int, children)):
        os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while postgres.is_running(data_dir):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def server_user(data_dir: Path) -> places.User:
    user = places.existing_user(data_dir)
    assert user
    return user


def test_first_start_makes_the_roles_and_the_database(data_dir: Path) -> None:
    server = postgres.start(data_dir, durable=False)

    with connect(server, "hearthline_owner") as owner:
        rights = owner.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles "
            "WHERE rolname LIKE 'hearthline%' ORDER BY 1"
        ).fetchall()
        owner.execute("CREATE TABLE bill (id bigint)")
    assert rights == [
        ("hearthline_app", False, False, False, False),
        ("hearthline_owner", False, True, True, False),
    ]
    with (
        connect(server, "hearthline_app") as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("CREATE TABLE mine (id bigint)")


def test_folders_are_closed_and_nothing_listens(data_dir: Path) -> None:
    server = postgres.start(data_dir, durable=False)

    home = places.home(data_dir)
    for folder in (home, home / "data", server.socket_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == server_user(data_dir).uid != 0
    for path in home.iterdir():
        assert not path.stat().st_mode & 0o077, path
    with connect(server, "postgres") as superuser:
        assert superuser.execute("SHOW listen_addresses").fetchone() == ("",)
    assert (home / "pg_hba.conf").read_text() == "local all all peer map=hearthline\n"


def test_folders_above_keep_their_permissions(data_dir: Path) -> None:
    before = [(path, path.stat().st_mode) for path in data_dir.parents]
    postgres.start(data_dir, durable=False)
    assert [(path, path.stat().st_mode) for path in data_dir.parents] == before


def test_a_second_start_finds_the_server_running(data_dir: Path) -> None:
    first = postgres.start(data_dir, durable=False)
    pid = pid_of(data_dir)
    assert postgres.start(data_dir) == first
    assert pid_of(data_dir) == pid


def test_stop_keeps_what_was_committed(data_dir: Path) -> None:
    server = postgres.start(data_dir, durable=False)
    with connect(server, "hearthline_owner") as owner:
        owner.execute("CREATE TABLE bill AS SELECT 4250 AS amount_minor")
        postgres.stop(data_dir)  # someone is still connected: it ends all the same
    assert not postgres.is_running(data_dir)
    postgres.stop(data_dir)

    postgres.start(data_dir, durable=False)
    with connect(server, "hearthline_owner") as owner:
        assert owner.execute("SELECT amount_minor FROM bill").fetchone() == (4250,)


def test_kill_9_of_everything_loses_nothing_committed(data_dir: Path) -> None:
    server = postgres.start(data_dir)
    with connect(server, "hearthline_owner") as owner:
        owner.execute("CREATE TABLE bill AS SELECT 4250 AS amount_minor")
        kill_all(data_dir)

    postgres.start(data_dir)
    with connect(server, "hearthline_owner") as owner:
        assert owner.execute("SELECT amount_minor FROM bill").fetchone() == (4250,)


def test_kill_9_of_the_first_process_alone(data_dir: Path) -> None:
    """Its children live on for a moment and hold the shared memory."""
    server = postgres.start(data_dir, durable=False)
    with connect(server, "hearthline_owner"):
        os.kill(pid_of(data_dir), signal.SIGKILL)
        postgres.start(data_dir, durable=False)
    with connect(server, "hearthline_app") as app:
        assert app.execute("SELECT 1").fetchone() == (1,)


def test_a_stranger_with_the_old_number_is_left_alone(data_dir: Path) -> None:
    postgres.start(data_dir, durable=False)
    home = places.home(data_dir)
    pid_file, lock = home / "data" / "postmaster.pid", home / "socket" / ".s.PGSQL.5432.lock"
    old = pid_file.read_text()
    kill_all(data_dir)
    user = server_user(data_dir)
    identity: dict[str, Any] = {}
    if IS_ROOT:
        identity = {"user": user.uid, "group": user.gid, "extra_groups": []}
    with subprocess.Popen(["sleep", "60"], **identity) as stranger:
        try:
            stale = old.replace(old.splitlines()[0], str(stranger.pid), 1)
            for path in (pid_file, lock):
                path.write_text(stale)
                os.chown(path, user.uid, user.gid)
            assert not postgres.is_running(data_dir)
            postgres.stop(data_dir)
            postgres.start(data_dir, durable=False)
            assert postgres.is_running(data_dir)
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_killed_first_start_leaves_nothing_that_looks_finished(data_dir: Path) -> None:
    user, home = cluster.prepare(data_dir)
    with places.acting_as(user):
        (home / "making-killed" / "base").mkdir(parents=True)
        (home / "making-killed" / "PG_VERSION").write_text("18\n")
    postgres.start(data_dir, durable=False)
    assert not list(home.glob("making-*"))


def test_two_starters_at_once_share_one_server(data_dir: Path) -> None:
    starters = [
        FORK.Process(target=postgres.start, args=(data_dir,), kwargs={"durable": False})
        for _ in range(2)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(timeout=60)
    assert [starter.exitcode for starter in starters] == [0, 0]
    data = str(places.home(data_dir) / "data").encode()
    running = [
        entry
        for entry in Path("/proc").glob("[0-9]*/cmdline")
        if data in read_or_nothing(entry).split(b"\0")
    ]
    assert len(running) == 1


def read_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_whoever_leaves_last_stops_it(data_dir: Path) -> None:
    with postgres.use(data_dir, durable=False):
        with postgres.use(data_dir, durable=False):
            assert postgres.is_running(data_dir)
        assert postgres.is_running(data_dir)
    assert not postgres.is_running(data_dir)


def test_a_user_that_was_killed_does_not_count(data_dir: Path) -> None:
    def hold() -> None:
        with postgres.use(data_dir, durable=False):
            time.sleep(60)

    holder = FORK.Process(target=hold)
    holder.start()
    deadline = time.monotonic() + 30
    while not postgres.is_running(data_dir):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with postgres.use(data_dir, durable=False):
        holder.kill()
        holder.join()
        assert postgres.is_running(data_dir)
    assert not postgres.is_running(data_dir)


def test_a_long_path_moves_the_socket(data_dir: Path) -> None:
    deep = data_dir / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir(parents=True)
    try:
        server = postgres.start(deep, durable=False)
        assert not server.socket_dir.is_relative_to(deep)
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
        assert server.socket_dir == postgres.socket_dir(deep)
        with connect(server, "hearthline_app") as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.remove(deep)
    assert not server.socket_dir.exists()


def test_a_prepared_socket_folder_is_refused(data_dir: Path) -> None:
    deep = data_dir / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir(parents=True)
    trap = postgres.socket_dir(deep)
    target = data_dir / "target"
    target.mkdir()
    trap.symlink_to(target)
    if IS_ROOT:
        user = pwd.getpwnam("nobody")
        os.chown(trap, user.pw_uid, user.pw_gid, follow_symlinks=False)
    try:
        with pytest.raises(postgres.UnableToStartPostgres, match=r"belongs to|open to other"):
            postgres.start(deep, durable=False)
    finally:
        trap.unlink()
        postgres.remove(deep)


def test_another_release_of_postgresql_says_what_to_do(data_dir: Path) -> None:
    postgres.start(data_dir, durable=False)
    postgres.stop(data_dir)
    (places.home(data_dir) / "data" / "PG_VERSION").write_text("16\n")
    with pytest.raises(postgres.UnableToStartPostgres, match=r"PostgreSQL 16.*pg_dump"):
        postgres.start(data_dir)


def test_a_server_that_refuses_to_start_says_why(data_dir: Path) -> None:
    postgres.start(data_dir, durable=False)
    postgres.stop(data_dir)
    home = places.home(data_dir)
    (home / "data" / "global" / "pg_control").unlink()
    with pytest.raises(postgres.UnableToStartPostgres, match=r"pg_control.*server\.log"):
        postgres.start(data_dir)


def test_a_file_in_the_way_is_a_sentence(data_dir: Path) -> None:
    data_dir.write_text("not a folder")
    with pytest.raises(postgres.UnableToStartPostgres, match="HEARTHLINE_DATA"):
        postgres.start(data_dir)


def test_databases_are_made_copied_renamed_and_dropped(data_dir: Path) -> None:
    server = postgres.start(data_dir, durable=False)
    postgres.create_database(server, "first")
    with connect(server, "hearthline_owner", "first") as owner:
        owner.execute("CREATE TABLE bill AS SELECT 4250 AS amount_minor")
    postgres.create_database(server, "copy", template="first")
    postgres.rename_database(server, "first", "kept")
    assert postgres.database_exists(server, "kept")
    assert not postgres.database_exists(server, "first")
    with connect(server, "hearthline_owner", "copy") as owner:
        assert owner.execute("SELECT amount_minor FROM bill").fetchone() == (4250,)
        postgres.drop_database(server, "copy")
    assert not postgres.database_exists(server, "copy")
    postgres.drop_database(server, "copy")


def as_nobody(task: Callable[[], None]) -> int:
    """Run a task in a process that gave up being root; its exit code."""
    nobody = pwd.getpwnam("nobody")

    def run() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        task()

    process = FORK.Process(target=run)
    process.start()
    process.join(timeout=90)
    assert process.exitcode is not None
    return process.exitcode


@needs_root
def test_an_ordinary_user_runs_it_as_themselves(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = pwd.getpwnam("nobody")
    programs = binaries.programs(places.User(nobody.pw_uid, nobody.pw_gid, nobody.pw_name))
    monkeypatch.setattr(binaries, "_installed", lambda: programs.parent)
    os.chown(data_dir.parent, nobody.pw_uid, nobody.pw_gid)

    def task() -> None:
        server = postgres.start(data_dir, durable=False)
        with connect(server, "hearthline_app") as app:
            assert app.execute("SELECT 1").fetchone() == (1,)
        assert server.socket_dir == data_dir / "postgres" / "socket"
        assert (data_dir / "postgres" / "data").stat().st_uid == nobody.pw_uid
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
        postgres.stop(data_dir)
        assert not postgres.is_running(data_dir)

    assert as_nobody(task) == 0


@needs_root
def test_other_users_are_not_let_in(data_dir: Path) -> None:
    """Even with the folders opened, the kernel tells the server who they are."""
    server = postgres.start(data_dir, durable=False)
    home = places.home(data_dir)
    for folder in (home, home / "socket"):
        folder.chmod(0o755)
    (home / "socket" / ".s.PGSQL.5432").chmod(0o777)

    def task() -> None:
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            connect(server, "hearthline_app")

    assert as_nobody(task) == 0


@needs_root
def test_root_hands_it_to_the_owner_of_the_data_folder(data_dir: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    data_dir.mkdir()
    os.chown(data_dir, nobody.pw_uid, nobody.pw_gid)
    postgres.start(data_dir, durable=False)
    assert Path(f"/proc/{pid_of(data_dir)}").stat().st_uid == nobody.pw_uid
    assert (data_dir / "postgres").stat().st_uid == nobody.pw_uid


@needs_root
def test_root_keeps_it_elsewhere_when_the_folder_is_closed(data_dir: Path) -> None:
    data_dir.parent.chmod(0o700)
    server = postgres.start(data_dir, durable=False)
    assert server.socket_dir.is_relative_to("/var/lib/hearthline")
    assert stat.S_IMODE(data_dir.parent.stat().st_mode) == 0o700
    assert not (data_dir / "postgres").exists()
    postgres.stop(data_dir)

    data_dir.parent.chmod(0o755)
    with pytest.raises(postgres.UnableToStartPostgres, match="/var/lib/hearthline"):
        postgres.start(data_dir, durable=False)

    data_dir.parent.chmod(0o700)
    assert postgres.start(data_dir, durable=False) == server


@needs_root
def test_root_copies_programs_that_the_server_can_not_reach(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    package = binaries._installed().parent
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.parent / name, closed / name, symlinks=True)
    copies = data_dir.parent / "copies"
    monkeypatch.setattr(binaries, "SYSTEM_HOME", copies)
    monkeypatch.setattr(
        binaries, "_installed", lambda: closed / package.name / f"pginstall{binaries.MAJOR}"
    )
    server = postgres.start(data_dir, durable=False)
    program = Path(f"/proc/{pid_of(data_dir)}/exe").readlink()
    assert program.is_relative_to(copies)
    assert program.stat().st_uid == 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    with connect(server, "hearthline_app") as app:
        assert app.execute("SELECT 1").fetchone() == (1,)
