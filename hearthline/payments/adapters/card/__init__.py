"""Card gateways: the company that holds card numbers so that we never see one.

`reference` is always ours (the payment's number) and the key of idempotency: a gateway that gets
the same reference twice answers the second time with what the first did.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from hearthline.kernel.money import Money

GatewayState = Literal[
    "open",  # a hosted page nobody has finished
    "needs_confirmation",  # the payer's bank wants to hear from the payer
    "processing",  # the gateway itself doesn't know yet
    "succeeded",
    "failed",
    "cancelled",
    "returned",  # it succeeded, and later the payer's bank took it back
]


class GatewayUnavailable(Exception):
    """No answer that can be relied on. Whether money moved is UNKNOWN; asking again can help."""


class GatewayRefused(Exception):
    """The gateway understood and said no. Asking again with the same words can't help."""


class UntrustedEvent(Exception):
    """What came in isn't a fresh event signed by the gateway."""


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card the gateway keeps for us: its token there, and what people recognise it by."""

    token: str
    label: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True)
class CheckoutRequest:
    """One payment on the gateway's own page."""

    reference: str
    amount: Money
    description: str
    return_url: str
    webhook_url: str
    save_card: bool
    language: str


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """One payment with a card the gateway keeps."""

    reference: str
    amount: Money
    token: str
    description: str
    return_url: str
    webhook_url: str
    language: str


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """What the gateway says about one of our payments.

    `url` is where the payer goes on (open, needs_confirmation), else empty. `failure_reason` is a
    code of ours (`hearthline.payments.reasons`), else empty. `saved_card` only after success and
    only when saving was asked for.
    """

    reference: str
    gateway_reference: str
    state: GatewayState
    amount: Money
    url: str = ""
    failure_reason: str = ""
    card_last4: str = ""
    saved_card: SavedCard | None = None


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """Something the gateway tells us unasked; `event_id` is the same however often it is told."""

    event_id: str
    payment: GatewayPayment


class CardGateway(Protocol):
    """A company that takes card payments for us. Every call ends within its time-out."""

    name: str

    def create_checkout(self, request: CheckoutRequest) -> GatewayPayment:
        """Open a hosted page for one payment; the answer's `url` is that page.

        Raises:
            GatewayUnavailable: no answer; nobody can have paid, as nobody knows the page.
            GatewayRefused: the request itself was refused.
        """

    def charge(self, request: ChargeRequest) -> GatewayPayment:
        """Take one payment from a saved card.

        A decline is an answer (`failed`), not an error.

        Raises:
            GatewayUnavailable: no answer; the card may or may not have been charged.
            GatewayRefused: the request itself was refused; no card was charged by it.
        """

    def look_up(self, reference: str) -> GatewayPayment | None:
        """What became of one of our payments, or None if the gateway never heard of it.

        Raises:
            GatewayUnavailable: no answer.
            GatewayRefused: we may not ask.
        """

    def cancel_checkout(self, reference: str) -> GatewayPayment:
        """Make sure that a payment which isn't finished never will be; answers what it is now.

        A finished one stays as it is. One the gateway never heard of is refused from then on, so
        that a request still on its way can't charge later.

        Raises:
            GatewayUnavailable: no answer.
            GatewayRefused: we may not ask.
        """

    def read_event(self, headers: Mapping[str, str], body: bytes, now: datetime) -> GatewayEvent:
        """Check who sent an event and when, and read it. Header names in lower case.

        Raises:
            UntrustedEvent: forged, changed on the way, too old, or not readable.
        """


def _simulated() -> CardGateway:
    # Not at the top: the adapter needs the nouns of this module.
    from hearthline.payments.adapters.card.simulated.client import (  # noqa: PLC0415 - see above
        SimulatedCardGateway,
    )

    if not settings.DEMO:
        message = "CARD_ADAPTER=simulated takes no real money: it is for the demo (DEMO=1) only."
        raise ImproperlyConfigured(message)
    return SimulatedCardGateway(
        url=settings.CARD_GATEWAY_URL,
        secret=settings.CARD_GATEWAY_SECRET,
        timeout_s=settings.CARD_GATEWAY_TIMEOUT_S,
    )


_MAKERS: dict[str, Callable[[], CardGateway]] = {"simulated": _simulated}


def card_gateway() -> CardGateway:
    """The gateway that settings name.

    Raises:
        ImproperlyConfigured: none is named, an unknown one, or the simulated one in production.
    """
    maker = _MAKERS.get(settings.CARD_ADAPTER)
    if maker is None:
        message = f"CARD_ADAPTER must be one of: {', '.join(_MAKERS)}."
        raise ImproperlyConfigured(message)
    return maker()
