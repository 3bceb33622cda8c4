"""The suite's own PostgreSQL, the cast, and the check that the books are right."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

COMPILE_MESSAGES = Path(__file__).parents[1] / "scripts" / "compile_messages.py"
TEMPLATE = "hearthline_template"
NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
"""The moment at which tests happen unless they say otherwise: a Monday morning in Chicago."""


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the whole run, in the process that starts the workers."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    subprocess.run([sys.executable, COMPILE_MESSAGES], check=True)  # pages in Spanish are tested
    from hearthline.kernel import postgres

    folder = Path(tempfile.mkdtemp(prefix="hl-test-"))
    folder.chmod(0o711)  # root's server runs as someone else, who must get in
    config._hearthline_cluster = folder  # type: ignore[attr-defined]
    os.environ["HEARTHLINE_TEST_CLUSTER"] = str(folder)
    postgres.start(folder, durable=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = getattr(config, "_hearthline_cluster", None)
    if folder is None:
        return
    from hearthline.kernel import postgres

    postgres.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _point_to(name: str, socket_dir: Path) -> None:
    """Make Django's two connections use one database of the suite's server."""
    from django.db import connections

    for alias in ("default", "owner"):
        place = {"NAME": name, "HOST": str(socket_dir), "PORT": ""}
        connections.settings[alias].update(place)
        connections[alias].close()
        connections[alias].settings_dict.update(place)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """One migrated template for the run; each worker works on a copy of its own.

    The tests connect as the application's role, so what it may not do fails here too.
    """
    from django.core.management import call_command
    from django.db import connections

    from hearthline.kernel import postgres
    from hearthline.kernel.db import prepare_roles

    cluster = Path(os.environ["HEARTHLINE_TEST_CLUSTER"])
    server = postgres.start(cluster, durable=False)
    with django_db_blocker.unblock():
        with (cluster / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not postgres.database_exists(server, TEMPLATE):
                building = f"{TEMPLATE}_building"
                postgres.drop_database(server, building)
                postgres.create_database(server, building)
                _point_to(building, server.socket_dir)
                prepare_roles(connections["owner"])
                call_command("migrate", database="owner", verbosity=0)
                connections.close_all()
                postgres.rename_database(server, building, TEMPLATE)
        name = f"test_{worker_id}"
        postgres.drop_database(server, name)
        postgres.create_database(server, name, template=TEMPLATE)
        _point_to(name, server.socket_dir)
        yield
        connections.close_all()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any, worker_id: str) -> Iterator[str]:
    """A database for tests that commit: threads, processes, browsers. Thrown away afterwards.

    Yields:
        The database's name; other processes reach it through `database_environment`.
    """
    from django.db import connections

    from hearthline.kernel import postgres

    server = postgres.start(Path(os.environ["HEARTHLINE_TEST_CLUSTER"]), durable=False)
    name = f"test_{worker_id}_committed"
    with django_db_blocker.unblock():
        postgres.drop_database(server, name)
        postgres.create_database(server, name, template=TEMPLATE)
        _point_to(name, server.socket_dir)
        yield name
        connections.close_all()
        _point_to(f"test_{worker_id}", server.socket_dir)
        postgres.drop_database(server, name)


@pytest.fixture
def database_environment(committed: str) -> dict[str, str]:
    """Environment variables with which another process works on the `committed` database."""
    from hearthline.kernel import postgres

    host = postgres.socket_dir(Path(os.environ["HEARTHLINE_TEST_CLUSTER"]))
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://hearthline_app@/{committed}?host={host}",
        "DATABASE_OWNER_URL": f"postgresql://hearthline_owner@/{committed}?host={host}",
        "DJANGO_SETTINGS_MODULE": "hearthline.config.settings",
    }


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def books_are_right() -> Iterator[None]:
    """After the test, every invariant of every room holds."""
    from hearthline.kernel.checks import run_checks

    yield
    names, findings = run_checks()
    assert names, "no invariant was checked"
    assert not findings


@pytest.fixture
def cast(db: None) -> Any:
    """alice and bob share a household, mallory has another; sam and sue are staff.

    sam is admin, sue may do what support does.
    """
    return make_cast()


def make_cast() -> Any:
    from types import SimpleNamespace

    from tests import factories

    home = factories.make_account(
        number="ALICE-1", name="Alice Archer", email="alice@mail.example", phone="+12175550101"
    )
    other = factories.make_account(
        number="MALLORY-1", name="Mallory Moss", email="mallory@mail.example", phone="+12175550102"
    )
    alice, bob, mallory = (factories.make_user(name) for name in ("alice", "bob", "mallory"))
    factories.make_member(home, alice)
    factories.make_member(home, bob, role="payer")
    factories.make_member(other, mallory)
    sam = factories.make_user("sam", is_staff=True)
    sue = factories.make_user("sue", is_staff=True, roles=("support",))
    return SimpleNamespace(
        home=home, other=other, alice=alice, bob=bob, mallory=mallory, sam=sam, sue=sue
    )


@pytest.fixture(autouse=True)
def each_test_has_files_of_its_own(settings: Any) -> Iterator[None]:
    """Rows are rolled back, files aren't; a folder is made only where a test writes one."""
    folder = Path(settings.ATTACHMENTS_DIR).with_name(f"attachments-{uuid.uuid4().hex}")
    settings.ATTACHMENTS_DIR = folder
    yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def each_test_begins_in_english() -> None:
    """A page asked for in Spanish leaves its thread speaking Spanish."""
    from django.utils import translation

    translation.activate("en")
