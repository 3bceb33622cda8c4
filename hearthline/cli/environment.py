"""What a command finds around it: settings, Django, the database.

Nothing heavy is imported until a command needs it.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env

from hearthline.cli.errors import UnableToRun

SUPERVISOR = "HEARTHLINE_SUPERVISOR"
"""Set by `hearthline run` for its children: its process number."""
_LAST_PORT = 65535
_PR_SET_PDEATHSIG = 1  # prctl(2)

env = Env()


class Needs(Enum):
    """What must be there before a command's module is imported."""

    NOTHING = 0
    DJANGO = 1
    DATABASE = 2


@contextmanager
def prepared(needs: Needs) -> Iterator[None]:
    """Have what a command needs while it runs."""
    read()
    if needs is not Needs.NOTHING:
        _set_up_django()
    if needs is Needs.DATABASE:
        with database():
            yield
    else:
        yield


def read() -> None:
    """Read `.env`, and fall back to the demo where nothing says that this is more than a trial.

    With an address that others can reach and no secret key, the settings refuse to start instead:
    a forgotten key must not turn a provider's portal into a demo with a key everybody knows.
    """
    checkout = Path(__file__).resolve().parents[2]
    env.read_env(str(checkout / ".env"), recurse=False)
    for name in ("PORT", "HEARTHLINE_DATA", "DEMO_PASSWORD", "SITE_URL"):
        if not os.environ.get(name, "unset").strip():  # `PORT= make run` means the usual one
            del os.environ[name]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthline.config.settings")
    if not env.str("SECRET_KEY", "") and _is_local(env.str("SITE_URL", "http://localhost")):
        os.environ.setdefault("DEMO", "1")


def _is_local(address: str) -> bool:
    return urlsplit(address).hostname in {"localhost", "127.0.0.1", "::1"}


def port() -> int:
    """The port of the web pages; the pretend card company and TV system take the next ones.

    Raises:
        UnableToRun: PORT is no number of a port with two others behind it.
    """
    given = env.str("PORT", "8000")
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= _LAST_PORT - 2):
        raise UnableToRun(f"PORT is '{given}': write a number from 1 to {_LAST_PORT - 2}.")
    return int(given)


def address_from_port() -> None:
    """In the demo, let the addresses follow from PORT where they aren't given."""
    if not env.bool("DEMO", False):
        return
    gateway = f"http://localhost:{port() + 1}"
    os.environ.setdefault("SITE_URL", f"http://localhost:{port()}")
    os.environ.setdefault("CARD_GATEWAY_URL", gateway)
    os.environ.setdefault("TV_URL", f"http://localhost:{port() + 2}")
    os.environ.setdefault("GATEWAY_ORIGINS", os.environ["CARD_GATEWAY_URL"])


def use_radius() -> None:
    """In the demo, let the access system be the FreeRADIUS that runs beside it.

    Its ports follow from PORT where they aren't given: CoA, then sign-in and accounting.
    """
    from hearthline.kernel import postgres  # noqa: PLC0415 - `--help` stays quick

    checkout = Path(__file__).resolve().parents[2]
    data = Path(env.str("HEARTHLINE_DATA", str(checkout / "var")))
    url = f"postgresql://hearthline_owner@/radius?host={postgres.socket_dir(data)}"
    os.environ["ACCESS_ADAPTER"] = "radius"
    os.environ.setdefault("RADIUS_DATABASE_URL", url)
    os.environ.setdefault("RADIUS_COA_SECRET", "demo-router-secret")
    os.environ.setdefault("RADIUS_COA_PORT", str(min(port(), _LAST_PORT - 20) + 10))
    os.environ.setdefault("RADIUS_INTERIM_S", "30")


@contextmanager
def database() -> Iterator[None]:
    """Have the embedded database while it is used, unless DATABASE_URL names another."""
    from django.conf import settings  # noqa: PLC0415 - `--help` stays quick

    if settings.DATABASE_URL:
        yield
        return
    from hearthline.kernel import postgres  # noqa: PLC0415 - same reason

    with postgres.use(settings.DATA_DIR):
        yield


def end_with_supervisor() -> None:
    """Ask the kernel to end this process when the supervisor that started it is gone."""
    supervisor = os.environ.get(SUPERVISOR)
    if not supervisor:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(supervisor):  # it went before we could ask
        sys.exit(1)


def memory_folder() -> str | None:
    """A folder that never waits for a disk, for signs of life; None where there is none."""
    folder = Path("/dev/shm")  # noqa: S108 - gunicorn makes its files there privately
    return str(folder) if os.access(folder, os.W_OK) else None


def _set_up_django() -> None:
    import django  # noqa: PLC0415 - same reason

    address_from_port()
    django.setup()
