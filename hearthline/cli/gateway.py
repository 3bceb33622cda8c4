"""`hearthline gateway`: the pretend card company, as a server of its own."""

import signal
import threading
from urllib.parse import urlsplit

import click
from django.conf import settings

from hearthline.payments.adapters.card.simulated.server import SimulatedGatewayServer


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def gateway(*, host: str) -> None:
    """Serve the pretend card company of the demo at CARD_GATEWAY_URL."""
    if not settings.DEMO:
        raise click.ClickException("The pretend card company only serves the demo (DEMO=1).")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    folder = settings.DATA_DIR / "gateway"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    server = SimulatedGatewayServer(
        folder=folder,
        secret=settings.CARD_GATEWAY_SECRET,
        host=host,
        port=urlsplit(settings.CARD_GATEWAY_URL).port or 80,
        public_url=settings.CARD_GATEWAY_URL,
    )
    server.start()
    stopping.wait()
    server.stop()
