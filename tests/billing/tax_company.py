"""A tax service on this machine, speaking the contract of `billing/adapters/tax/http.py`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hearthline.billing.adapters.tax import (
    Place,
    TaxedSum,
    TaxServiceRefused,
    TaxServiceUnavailable,
)
from hearthline.billing.adapters.tax.simulated import SimulatedTaxService
from hearthline.kernel.money import Money

TOKEN = "a token of the tax service"


class _Company(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401, {})
            return
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/assessments"
        sums = [
            TaxedSum(
                each["key"],
                each["category"],
                Money(each["amount_minor"], each["currency"]),
                Place(**each["place"]),
            )
            for each in asked["sums"]
        ]
        strange: dict[str, Any] = {
            "tax-nonsense": {"taxes": [{"key": "another", "tax": "x", "amount_minor": 1}]},
            "tax-fraction": {"taxes": [{"key": "1", "tax": "x", "amount_minor": 1.5}]},
        }
        for each in sums:
            if each.category in strange:
                self._answer(200, strange[each.category])
                return
        try:
            found = SimulatedTaxService().assess(
                bill_date=date.fromisoformat(asked["bill_date"]), sums=sums
            )
        except TaxServiceUnavailable:
            self._answer(503, {})
        except TaxServiceRefused:
            self._answer(422, {})
        else:
            taxes = [
                {"key": tax.key, "tax": tax.tax, "amount_minor": tax.amount.amount_minor}
                for tax in found
            ]
            self._answer(200, {"taxes": taxes})

    def _answer(self, status: int, body: Any) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@contextmanager
def tax_company() -> Iterator[str]:
    """Its address, while it is open."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Company)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
