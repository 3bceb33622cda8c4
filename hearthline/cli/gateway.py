"""`hearthline gateway`: the pretend card company, as a server of its own."""

import signal
import threading
from urllib.parse import urlsplit

import click
from django.conf import settings

from hearthline.payments.adapters.card.simulated.server import SimulatedGatewayServer


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, help="The port to listen on.  [default: CARD_GATEWAY_URL's]")
def gateway(*, host: str, port: int | None) -> None:
    """Serve the pretend card company of the demo at CARD_GATEWAY_URL."""
    if not settings.DEMO:
        raise click.ClickException("The pretend card company only serves the demo (DEMO=1).")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    server = SimulatedGatewayServer(
        folder=settings.DATA_DIR / "gateway",
        secret=settings.CARD_GATEWAY_SECRET,
        host=host,
        port=port or urlsplit(settings.CARD_GATEWAY_URL).port or 80,
        public_url=settings.CARD_GATEWAY_URL,
    )
    server.start()
    stopping.wait()
    server.stop()
