"""The pretend card company, running in this process, and a payer who uses its pages."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx

from hearthline.payments.adapters.card.simulated.cards import NUMBERS, Behaviour
from hearthline.payments.adapters.card.simulated.server import SimulatedGatewayServer
from hearthline.payments.adapters.card.simulated.timing import Timing

SECRET = "the-tests-gateway-secret"
QUICK = Timing(
    tick_s=0.03,
    hang_s=1.0,
    late_s=0.5,
    again_s=0.2,
    retry_first_s=0.1,
    retry_most_s=0.4,
    webhook_timeout_s=5.0,
    webhook_first_wait_s=3.0,
)


def number_of(behaviour: Behaviour) -> str:
    return next(number for number, does in NUMBERS.items() if does is behaviour)


def token_of(behaviour: Behaviour) -> str:
    return f"test-card-{number_of(behaviour)[-4:]}"


@contextmanager
def company(
    folder: Path, timing: Timing = QUICK, port: int = 0
) -> Iterator[SimulatedGatewayServer]:
    server = SimulatedGatewayServer(folder=folder, secret=SECRET, timing=timing, port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Payer:
    """Somebody at the hosted page with a browser that runs no scripts."""

    def __init__(self) -> None:
        self._browser = httpx.Client(timeout=10, trust_env=False)

    def look(self, url: str) -> httpx.Response:
        return self._browser.get(url)

    def pay(self, url: str, behaviour: Behaviour = Behaviour.SUCCEEDS, **typed: str) -> str:
        """Fill in the card form; answers where the page sent the browser."""
        answer = self.send_card(url, number_of(behaviour), **typed)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def send_card(self, url: str, number: str, **typed: str) -> httpx.Response:
        form = {"number": number, "expiry": "12/39", "code": "123", "name": "Alice Archer"}
        return self._browser.post(f"{url}/card", data=form | typed)

    def press(self, url: str, button: str) -> str:
        answer = self._browser.post(f"{url}/{button}")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


@contextmanager
def merchant(receive: Callable[[dict[str, str], bytes], int]) -> Iterator[str]:
    """A web address that hands each webhook to a function, which says the status."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receive({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/events/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def eventually(says_yes: Callable[[], Any], timeout_s: float = 8.0) -> Any:
    """What a question answers once it is true; fails the test if it never is."""
    give_up_at = time.monotonic() + timeout_s
    while time.monotonic() < give_up_at:
        if answer := says_yes():
            return answer
        time.sleep(0.02)
    raise AssertionError("it never came true")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
