"""A pretend system's server: a few threads of the standard library, one port."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hearthline.kernel.simulated.http_words import Answer, Request

_MOST_BYTES = 64 * 1024


class PretendServer:
    """Answers each request with a function. Port 0 takes a free one; `url` says which."""

    def __init__(
        self, *, name: str, host: str, port: int, answer: Callable[[Request], Answer | None]
    ) -> None:
        """Take the port; nothing is served before `start`.

        Args:
            name: of the thread.
            host: the address to listen on.
            port: the port to listen on.
            answer: what is said to a request; None drops the connection without a word.
        """
        self._server = _Server((host, port), _Handler)
        self._server.answer = answer
        self.url = f"http://{host}:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name=name, daemon=True
        )

    def start(self) -> None:
        """Serve in threads of this process."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and let go of the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    answer: Callable[[Request], Answer | None]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30  # seconds for a slow sender
    server_version = "PretendSystem"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        stated = self.headers.get("Content-Length", "0")
        if not stated.isdigit() or int(stated) > _MOST_BYTES:
            self._send(Answer(413))
            return
        path, _, query = self.path.partition("?")
        request = Request(
            method=self.command,
            path=path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(stated)),
            query=query,
        )
        answer = self.server.answer(request)
        if answer is None:
            self.close_connection = True
            return
        self._send(answer)

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

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: addresses of pages are secrets."""
