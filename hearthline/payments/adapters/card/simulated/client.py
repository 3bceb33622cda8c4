"""Our side of the pretend company: the adapter."""

import json
import ssl
import time
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, get_args

import httpx
from django.conf import settings

from hearthline.kernel.money import Money
from hearthline.payments.adapters.card import (
    ChargeRequest,
    CheckoutRequest,
    GatewayEvent,
    GatewayPayment,
    GatewayRefused,
    GatewayState,
    GatewayUnavailable,
    SavedCard,
    UntrustedEvent,
)
from hearthline.payments.adapters.card.simulated.signing import is_signed, signed_headers

_STATES: dict[str, GatewayState] = {state: state for state in get_args(GatewayState)}
_TOO_MANY, _NOT_FOUND, _OK = 429, 404, 200


class SimulatedCardGateway:
    """Speaks to `server.py` over HTTP, each request signed."""

    name = "simulated"

    def __init__(self, *, url: str, secret: str, timeout_s: float = 10.0) -> None:
        self._url = url.rstrip("/")
        self._secret = secret
        self._timeout = httpx.Timeout(timeout_s, connect=min(3.0, timeout_s))

    def create_checkout(self, request: CheckoutRequest) -> GatewayPayment:
        asked = _asked(request) | {"save_card": request.save_card}
        return _payment(self._ask("POST", "/api/checkouts", asked))

    def charge(self, request: ChargeRequest) -> GatewayPayment:
        return _payment(
            self._ask("POST", "/api/charges", _asked(request) | {"token": request.token})
        )

    def look_up(self, reference: str) -> GatewayPayment | None:
        answer = self._ask("GET", f"/api/payments/{reference}", None)
        return _payment(answer) if answer else None

    def cancel_checkout(self, reference: str) -> GatewayPayment:
        return _payment(self._ask("POST", f"/api/payments/{reference}/cancel", {}))

    def read_event(self, headers: Mapping[str, str], body: bytes, now: datetime) -> GatewayEvent:
        if not is_signed(self._secret, "webhook", dict(headers), body, now.timestamp()):
            raise UntrustedEvent("not signed by the gateway just now")
        try:
            told = json.loads(body)
            return GatewayEvent(event_id=str(told["event_id"]), payment=_payment(told["payment"]))
        except (KeyError, TypeError, ValueError, GatewayUnavailable) as error:
            raise UntrustedEvent("signed, but not readable") from error

    def _ask(self, method: str, path: str, asked: dict[str, Any] | None) -> Any:
        body = b"" if asked is None else json.dumps(asked).encode()
        signed = f"{method} {path}\n".encode() + body
        headers = signed_headers(self._secret, "request", time.time(), signed)
        try:
            with httpx.Client(timeout=self._timeout, trust_env=False, verify=_tls()) as client:
                answer = client.request(method, self._url + path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise GatewayUnavailable("the card gateway didn't answer") from error
        if answer.status_code == _NOT_FOUND and method == "GET":
            return None
        if answer.status_code >= 500 or answer.status_code == _TOO_MANY:  # noqa: PLR2004 - HTTP's server errors
            raise GatewayUnavailable(f"the card gateway answered {answer.status_code}")
        if answer.status_code != _OK:
            raise GatewayRefused(f"the card gateway answered {answer.status_code}")
        try:
            return answer.json()
        except ValueError as error:
            raise GatewayUnavailable("the card gateway's answer wasn't readable") from error


@cache
def _tls() -> ssl.SSLContext:
    """The trusted authorities, read once: reading them takes longer than a whole payment."""
    return ssl.create_default_context()


def _asked(request: CheckoutRequest | ChargeRequest) -> dict[str, Any]:
    return {
        "reference": request.reference,
        "merchant": settings.PROVIDER_NAME,
        "amount_minor": request.amount.amount_minor,
        "currency": request.amount.currency,
        "description": request.description,
        "return_url": request.return_url,
        "webhook_url": request.webhook_url,
        "language": request.language,
    }


def _payment(told: Any) -> GatewayPayment:
    try:
        state: GatewayState = _STATES[told["state"]]
        card = told["card"] or {}
        token = told["saved_card_token"]
        saved = None
        if token and card:
            saved = SavedCard(
                token=str(token),
                label=str(card["label"]),
                last4=str(card["last4"]),
                exp_month=int(card["exp_month"]),
                exp_year=int(card["exp_year"]),
            )
        return GatewayPayment(
            reference=str(told["reference"]),
            gateway_reference=str(told["gateway_reference"]),
            state=state,
            amount=Money(int(told["amount_minor"]), str(told["currency"])),
            url=str(told["url"]),
            failure_reason=str(told["failure_reason"]),
            card_last4=str(card.get("last4", "")),
            saved_card=saved,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # Not an answer that says anything about the money: it may have moved.
        raise GatewayUnavailable("the card gateway's answer wasn't understood") from error
