"""`hearthline tv-system`: the pretend TV system, as a server of its own."""

import signal
import threading
from urllib.parse import urlsplit

import click
from django.conf import settings

from hearthline.network.adapters.tv.simulated.server import SimulatedTvSystem


@click.command("tv-system")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.  [default: TV_URL's]")
def tv_system(*, host: str, port: int | None) -> None:
    """Serve the pretend TV system of the demo at TV_URL."""
    if not settings.DEMO:
        raise click.ClickException("The pretend TV system only serves the demo (DEMO=1).")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    server = SimulatedTvSystem(
        folder=settings.DATA_DIR / "tv",
        secrets={settings.TV_KEY_ID: settings.TV_SECRET},
        host=host,
        port=port or urlsplit(settings.TV_URL).port or 80,
    )
    server.start()
    stopping.wait()
    server.stop()
