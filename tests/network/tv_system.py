"""The pretend TV system, running in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hearthline.network.adapters.tv.simulated.server import SimulatedTvSystem

KEY_ID, SECRET = "tests", "the-tests-tv-secret"
HANG_S = 10.0
"""Longer than anybody in the tests waits; it ends with the system."""


@contextmanager
def tv_running(folder: Path, port: int = 0) -> Iterator[SimulatedTvSystem]:
    server = SimulatedTvSystem(folder=folder, secrets={KEY_ID: SECRET}, port=port, hang_s=HANG_S)
    server.start()
    try:
        yield server
    finally:
        server.stop()
