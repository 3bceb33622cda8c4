"""The pretend company's server: what merchants' computers ask, and the payers' pages."""

import threading
from pathlib import Path

from hearthline.kernel.simulated.http_words import Answer, Request
from hearthline.kernel.simulated.server import PretendServer
from hearthline.payments.adapters.card.simulated.api import Api
from hearthline.payments.adapters.card.simulated.books import Books
from hearthline.payments.adapters.card.simulated.company import Company
from hearthline.payments.adapters.card.simulated.hosted import HostedPage
from hearthline.payments.adapters.card.simulated.timing import Timing
from hearthline.payments.adapters.card.simulated.webhooks import Teller


class SimulatedGatewayServer:
    """A whole gateway. Port 0 takes a free one; `url` says which."""

    def __init__(
        self,
        *,
        folder: Path,
        secret: str,
        timing: Timing | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        public_url: str = "",
    ) -> None:
        self._server = PretendServer(name="gateway", host=host, port=port, answer=self._answer)
        self.url = self._server.url
        self.books = Books(folder)
        self._company = Company(self.books, public_url or self.url, timing or Timing())
        self._teller = Teller(self._company, secret)
        self._stopping = threading.Event()
        self._api = Api(self._company, secret, self._stopping)
        self._hosted = HostedPage(self._company, self._teller)

    def start(self) -> None:
        """Serve in threads of this process."""
        self._teller.start()
        self._server.start()

    def stop(self) -> None:
        """Stop serving; what wasn't told yet is told after the next start."""
        self._stopping.set()
        self._server.stop()
        self._teller.stop()

    def _answer(self, request: Request) -> Answer:
        side = self._api if request.path.startswith("/api/") else self._hosted
        return side.answer(request)
