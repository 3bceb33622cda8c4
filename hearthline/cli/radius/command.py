"""`hearthline radius`: a private FreeRADIUS with an access router and traffic, for the demo."""

import contextlib
import signal
import threading
from collections.abc import Iterator

import click
from django.conf import settings
from django.db import connection

from hearthline.cli.errors import UnableToRun
from hearthline.cli.radius.configuration import (
    ROLES,
    WALLED_GARDEN,
    Place,
    furnish,
    is_ready,
    start,
    write,
)
from hearthline.cli.radius.traffic import Traffic, folder_of
from hearthline.kernel import postgres
from hearthline.kernel.postgres.places import User, existing_user
from hearthline.kernel.sql import select

DATABASE = "radius"
SECRET = "demo-radius-secret"  # noqa: S105 - of a server that only this machine reaches
_PATIENCE_S = 20.0
_LOOK_FOR_LINES_EVERY = 30
"""Steps of a second, until lines are looked for that are new."""


@click.command()
def radius() -> None:
    """Serve FreeRADIUS, an access router and its traffic for the demo's connections."""
    if not settings.DEMO or settings.DATABASE_URL:
        raise UnableToRun("FreeRADIUS with pretended traffic is for the demo and its own database.")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    user = existing_user(settings.DATA_DIR)
    if user is None:
        raise UnableToRun("FreeRADIUS needs Hearthline's own database, which isn't there yet.")
    place = _place()
    _prepare(place, user)
    with _served(place, user, stopping):
        traffic = Traffic(place, settings.RADIUS_INTERIM_S)
        traffic.begin()
        click.echo("FreeRADIUS and its access router serve.")
        steps = 0
        while not stopping.is_set():
            if steps % _LOOK_FOR_LINES_EVERY == 0:
                traffic.connect(_usernames())
            traffic.step()
            steps += 1
            stopping.wait(1)


def _place() -> Place:
    return Place(
        folder=folder_of(settings.DATA_DIR),
        socket_dir=postgres.socket_dir(settings.DATA_DIR),
        database=DATABASE,
        secret=SECRET,
        coa_secret=settings.RADIUS_COA_SECRET,
        auth_port=settings.RADIUS_COA_PORT + 1,
        acct_port=settings.RADIUS_COA_PORT + 2,
        coa_port=settings.RADIUS_COA_PORT,
    )


def _prepare(place: Place, user: User) -> None:
    """Make the database with the groups of our plans, once, and the configuration each time."""
    server = postgres.start(settings.DATA_DIR)
    if not postgres.database_exists(server, DATABASE):
        building = f"{DATABASE}_building"
        postgres.drop_database(server, building)
        postgres.create_database(server, building)
        furnish(place.url.replace(f"/{DATABASE}?", f"/{building}?"), _groups())
        postgres.rename_database(server, building, DATABASE)
    place.folder.mkdir(mode=0o700, exist_ok=True)
    write(place, user)


def _groups() -> list[tuple[str, str, str]]:
    """A speed profile for each plan that names one, and the walled garden."""
    plans = select(
        """SELECT DISTINCT ON (access_group) access_group, download_mbps, upload_mbps
             FROM catalog_plan WHERE access_group <> '' ORDER BY access_group, id"""
    )
    found = [(WALLED_GARDEN, "Filter-Id", "pay-page-only")]
    for plan in plans:
        speed = f"{plan['upload_mbps']}M/{plan['download_mbps']}M"
        found.append((plan["access_group"], "Filter-Id", plan["access_group"]))
        found.append((plan["access_group"], "Mikrotik-Rate-Limit", speed))
    return found


def _usernames() -> list[str]:
    with connection.temporary_connection():
        rows = select("SELECT username FROM network_connection WHERE ended_at IS NULL ORDER BY id")
    return [row["username"] for row in rows]


@contextlib.contextmanager
def _served(place: Place, user: User, stopping: threading.Event) -> Iterator[None]:
    processes = {role: start(place, role, user) for role in ROLES}
    try:
        for role, process in processes.items():
            for _ in range(int(_PATIENCE_S / 0.1)):
                if is_ready(place, role) or stopping.wait(0.1) or process.poll() is not None:
                    break
            if not is_ready(place, role) and not stopping.is_set():
                raise UnableToRun(f"FreeRADIUS does not start: see {place.folder}/{role}.log.")
        yield
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(10)
