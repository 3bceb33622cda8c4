"""The pretend card company while the history is told: its own books, served from this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.adapters.card.simulated.cards import test_card
from hearthline.payments.adapters.card.simulated.server import SimulatedGatewayServer
from hearthline.payments.adapters.card.simulated.timing import Timing

TOKEN = "test-card-4242"  # noqa: S105 - the company knows this card from the start
NAME = "simulated"
_WEBHOOKS_WAIT_S = 45.0
"""Nobody listens yet; the web pages are told once they are there."""


@contextmanager
def serving() -> Iterator[bool]:
    """Serve the company with empty books, where `hearthline gateway` will serve it later.

    The books are emptied because whatever an interrupted load charged has been forgotten here.

    Yields:
        Whether cards can be charged; not where another company is configured.
    """
    if settings.CARD_ADAPTER != NAME:
        yield False
        return
    folder = settings.DATA_DIR / "gateway"
    for book in folder.glob("books.sqlite3*"):
        book.unlink()
    server = SimulatedGatewayServer(
        folder=folder,
        secret=settings.CARD_GATEWAY_SECRET,
        timing=Timing(retry_first_s=_WEBHOOKS_WAIT_S),
        port=urlsplit(settings.CARD_GATEWAY_URL).port or 80,
        public_url=settings.CARD_GATEWAY_URL,
    )
    server.start()
    try:
        yield True
    finally:
        server.stop()


def saved_card() -> SavedCard:
    """The card that every card payer of the demo has: it ends in 4242 and always succeeds."""
    card = test_card(TOKEN)
    if card is None:
        message = f"the pretend card company doesn't know {TOKEN}"
        raise LookupError(message)
    return SavedCard(
        token=TOKEN,
        label="Card",
        last4=card.last4,
        exp_month=card.exp_month,
        exp_year=card.exp_year,
    )
