"""`hearthline run`: everything on one machine, in the order in which it needs each other."""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from django.conf import settings

from hearthline.cli import environment
from hearthline.cli.errors import UnableToRun
from hearthline.cli.supervisor import Child, Supervisor, end_group, launch, say
from hearthline.kernel import postgres

_PATIENCE_WITH_PORT_S = 4.0
"""Processes of a killed run need a moment to notice."""
_LOOK_AT_DATABASE_S = 1.0
_TRIES = 3
_PATIENCE_WITH_PAGES_S = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--with-radius", is_flag=True, help="A real FreeRADIUS instead of a pretend network.")
def run(*, host: str, with_radius: bool) -> None:
    """Serve everything on this machine: database, web pages, queue, what the demo pretends.

    The first start loads the demo provider. Ctrl-C stops everything; the data is kept.
    """
    begun = time.monotonic()
    environment.address_from_port()
    if with_radius:
        environment.use_radius()
    ports = {"the web pages": environment.port()}
    pretended = list(_pretended())
    ports |= {f"the pretend {what}": port for what, _, port in pretended}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _give_up)
    try:
        with _only_one(settings.DATA_DIR):
            for what, port in ports.items():
                _wait_for_port(host, port, what)
            with environment.database():
                greeting = _prepare()
                children = [Child(name, (name, "--host", host)) for _, name, _ in pretended]
                if with_radius:
                    children.append(Child("radius", ("radius",)))
                _supervise(host, greeting, children, begun=begun)
    except KeyboardInterrupt:
        pass
    say("Stopped.")


def _pretended() -> Iterator[tuple[str, str, int]]:
    """What the demo pretends: what it is, the command that serves it, its port."""
    if settings.CARD_ADAPTER == "simulated":
        yield "card company", "gateway", urlsplit(settings.CARD_GATEWAY_URL).port or 80
    if settings.TV_ADAPTER == "simulated":
        yield "TV system", "tv-system", urlsplit(settings.TV_URL).port or 80


def _supervise(host: str, greeting: str, others: list[Child], *, begun: float) -> None:
    children = [Child("web", ("serve", "--host", host)), Child("worker", ("worker",)), *others]
    supervisor = Supervisor(children, _Watch(host, children[0], greeting, begun=begun))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.ask_to_stop())
    supervisor.run()


class _Watch:
    """With each pulse: greets when the pages are there, and brings a killed database back."""

    def __init__(self, host: str, web: Child, greeting: str, *, begun: float) -> None:
        self._host = host
        self._web = web
        self._greeting = greeting
        self._begun = begun
        self._give_up_at = time.monotonic() + _PATIENCE_WITH_PAGES_S
        self._greeted = False
        self._look_at = 0.0

    def __call__(self) -> None:
        if not self._greeted:
            self._wait_for_pages()
        if not settings.DATABASE_URL and time.monotonic() > self._look_at:
            self._look_at = time.monotonic() + _LOOK_AT_DATABASE_S
            self._revive_database()

    def _wait_for_pages(self) -> None:
        if _is_healthy(self._host):
            self._greeted = True
            _greet(self._greeting, time.monotonic() - self._begun)
        elif self._web.failures >= _TRIES or time.monotonic() > self._give_up_at:
            raise UnableToRun("The web pages do not start; the reason is above.")

    def _revive_database(self) -> None:
        if postgres.is_running(settings.DATA_DIR):
            return
        say("database| ended; starting it again")
        try:
            postgres.start(settings.DATA_DIR)
        except postgres.UnableToStartPostgres as error:
            say(f"database| {error}")
            self._look_at = time.monotonic() + 10


def _greet(greeting: str, seconds: float) -> None:
    say(f"\nHearthline is ready after {seconds:.1f} s: {settings.SITE_URL}")
    for line in greeting.splitlines():
        say(f"  {line}")
    say("  Ctrl-C stops everything; the data is kept.\n")


def _prepare() -> str:
    """Bring everything up to date in a process of its own; what to tell people when it serves."""
    process = launch(("prepare",), errors=None)
    try:
        greeting, _ = process.communicate()
    except KeyboardInterrupt:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            end_group(process)
        raise
    if process.returncode:
        raise UnableToRun("Hearthline could not be prepared; the reason is above.")
    return greeting.decode(errors="replace")


def _is_healthy(host: str) -> bool:
    place = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(place, environment.port(), timeout=2)
    try:
        name = urlsplit(settings.SITE_URL).hostname or "localhost"
        connection.request("GET", "/healthz/", headers={"Host": name})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _other(port: int) -> int:
    """A port to suggest, where there is one."""
    return port + 10 if port < 65000 else 8080  # noqa: PLR2004 - room for ten more


def _wait_for_port(host: str, port: int, what: str) -> None:
    """Make sure that a port can be listened on.

    Raises:
        UnableToRun: it is taken, or not ours to take.
    """
    deadline = time.monotonic() + _PATIENCE_WITH_PORT_S
    while True:
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind((host, port))
        except PermissionError as error:
            raise UnableToRun(
                f"Port {port} needs more rights than this user has: choose one above 1023, "
                "such as PORT=8000."
            ) from error
        except OSError as error:
            if time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise UnableToRun(
                f"Port {port}, for {what}, is taken: stop what listens there, or choose "
                f"other ports, such as PORT={_other(port)} make run."
            ) from error
        else:
            return


@contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Let one run at a time work on a data folder. The lock goes with its process."""
    try:
        postgres.make_data_dir(data_dir)
        handle = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UnableToRun(
            f"{data_dir} can't be used ({error.strerror}): set HEARTHLINE_DATA to a folder that "
            "you own."
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnableToRun(
                f"Hearthline already runs on the data in {data_dir}: stop it first, or set "
                "HEARTHLINE_DATA to another folder."
            ) from error
        yield
    finally:
        os.close(handle)


def _give_up(number: int, frame: Any) -> None:
    del number, frame
    raise KeyboardInterrupt
