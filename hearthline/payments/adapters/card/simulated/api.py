"""What merchants' computers ask: signed JSON."""

import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any

from hearthline.kernel.simulated.http_words import Answer, Request
from hearthline.payments.adapters.card.simulated.books import Order
from hearthline.payments.adapters.card.simulated.company import (
    Company,
    ConflictingOrder,
    UnknownCard,
)
from hearthline.payments.adapters.card.simulated.signing import is_signed

_PAYMENT = re.compile(r"/api/payments/([\w-]{1,64})(/cancel)?", re.ASCII)
_MOST_MINOR = 10**12


class Api:
    """Answers requests below /api/."""

    def __init__(self, company: Company, secret: str, stopping: threading.Event) -> None:
        self._company = company
        self._secret = secret
        self._stopping = stopping

    def answer(self, request: Request) -> Answer:
        """One answer; 401 unless the merchant signed method, path and body just now."""
        signed = f"{request.method} {request.path}\n".encode() + request.body
        if not is_signed(self._secret, "request", request.headers, signed, time.time()):
            return _json(401, {"error": "not_signed"})
        handler = self._handler(request)
        if handler is None:
            return _json(404, {"error": "no_such_address"})
        try:
            return handler()
        except UnknownCard:
            return _json(422, {"error": "unknown_card"})
        except ConflictingOrder:
            return _json(409, {"error": "reference_used_for_another_request"})
        except (KeyError, TypeError, ValueError):
            return _json(400, {"error": "not_understood"})

    def _handler(self, request: Request) -> Callable[[], Answer] | None:
        payment = _PAYMENT.fullmatch(request.path)
        match request.method, request.path:
            case "POST", "/api/checkouts":
                return lambda: self._open_checkout(request)
            case "POST", "/api/charges":
                return lambda: self._charge(request)
            case "POST", _ if payment and payment[2]:
                return lambda: self._say(self._company.cancel(payment[1]))
            case "GET", _ if payment and not payment[2]:
                return lambda: self._say(self._company.books.find(payment[1]))
            case _:
                return None

    def _open_checkout(self, request: Request) -> Answer:
        return self._say(self._company.open_checkout(_order(request)))

    def _charge(self, request: Request) -> Answer:
        order = _order(request)
        if not order.token:
            raise UnknownCard
        entry, hangs = self._company.charge(order)
        if hangs:
            self._stopping.wait(self._company.timing.hang_s)
        return self._say(entry)

    def _say(self, entry: Any) -> Answer:
        if entry is None:
            return _json(404, {"error": "no_such_payment"})
        return _json(200, self._company.describe(entry))


def _order(request: Request) -> Order:
    asked = json.loads(request.body)
    order = Order(
        reference=asked["reference"],
        merchant=asked["merchant"],
        amount_minor=asked["amount_minor"],
        currency=asked["currency"],
        description=asked["description"],
        return_url=asked["return_url"],
        webhook_url=asked["webhook_url"],
        language=asked["language"],
        save_card=bool(asked.get("save_card")),
        token=asked.get("token", ""),
    )
    if type(order.amount_minor) is not int or not 0 < order.amount_minor <= _MOST_MINOR:
        raise ValueError(order.amount_minor)
    if not re.fullmatch(r"[\w-]{1,64}", order.reference, re.ASCII):
        raise ValueError(order.reference)
    if not re.fullmatch(r"[A-Z]{3}", order.currency):
        raise ValueError(order.currency)
    if not order.return_url.startswith(("http://", "https://")):
        raise ValueError(order.return_url)
    return order


def _json(status: int, answer: dict[str, Any]) -> Answer:
    return Answer(status, json.dumps(answer).encode(), {"Content-Type": "application/json"})
