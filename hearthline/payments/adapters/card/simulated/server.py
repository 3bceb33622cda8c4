"""The pretend company's server: a few threads of the standard library, one port."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from hearthline.payments.adapters.card.simulated.api import Api
from hearthline.payments.adapters.card.simulated.books import Books
from hearthline.payments.adapters.card.simulated.company import Company
from hearthline.payments.adapters.card.simulated.hosted import HostedPage
from hearthline.payments.adapters.card.simulated.http_words import Answer, Request
from hearthline.payments.adapters.card.simulated.timing import Timing
from hearthline.payments.adapters.card.simulated.webhooks import Teller

_MOST_BYTES = 64 * 1024


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
        self._server = _Server((host, port), _Handler)
        self.url = f"http://{host}:{self._server.server_port}"
        self.books = Books(folder)
        self._company = Company(self.books, public_url or self.url, timing or Timing())
        self._teller = Teller(self._company, secret)
        self._stopping = threading.Event()
        self._server.api = Api(self._company, secret, self._stopping)
        self._server.hosted = HostedPage(self._company, self._teller)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="gateway", daemon=True
        )

    def start(self) -> None:
        """Serve in threads of this process."""
        self._teller.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; what wasn't told yet is told after the next start."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._teller.stop()
        self._thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    api: Api
    hosted: HostedPage


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30  # seconds for a slow sender
    server_version = "TestCardGateway"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        stated = self.headers.get("Content-Length", "0")
        if not stated.isdigit() or int(stated) > _MOST_BYTES:
            self._send(Answer(413))
            return
        request = Request(
            method=self.command,
            path=urlsplit(self.path).path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(stated)),
        )
        if request.path.startswith("/api/"):
            self._send(self.server.api.answer(request))
        else:
            self._send(self.server.hosted.answer(request))

    def _send(self, answer: Answer) -> None:
        headers = {
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Content-Length": str(len(answer.body)),
        }
        try:
            self.send_response(answer.status)
            for name, value in (headers | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)
        except ConnectionError:
            self.close_connection = True  # the caller has stopped waiting

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - same reason
        """Say nothing: addresses of pages are secrets."""
