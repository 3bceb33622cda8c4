"""A shop that takes card payments: the card company, the webhook's door, a household that owes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.test import RequestFactory

from hearthline.billing.operations import Leg, post_transaction
from hearthline.billing.queries import balance
from hearthline.kernel.checks import run_checks
from hearthline.payments import operations
from hearthline.payments.adapters.card import SavedCard
from hearthline.payments.adapters.card.simulated.cards import Behaviour
from hearthline.payments.models import GatewayEvent, Payment
from hearthline.payments.operations import PaymentStep, keep_card, pay_bill
from hearthline.payments.queries import payable
from tests.conftest import make_cast
from tests.payments.card_company import (
    SECRET,
    Payer,
    company,
    eventually,
    merchant,
    number_of,
    token_of,
)

OWED = 8240
Result = TypeVar("Result")


def owe(account: Any, amount_minor: int = OWED, now: datetime | None = None) -> None:
    """Make an account owe something, as a bill would."""
    at = now or datetime.now(tz=UTC)
    post_transaction(
        account_id=account.pk,
        kind="bill",
        legs=[
            Leg("receivable", account.pk, amount_minor),
            Leg("revenue", None, -amount_minor),
        ],
        currency=account.currency,
        scope="test",
        idempotency_key=uuid4().hex,
        description="what the test needs to be owed",
        occurred_at=at,
        now=at,
    )


def keep(account: Any, behaviour: Behaviour = Behaviour.SUCCEEDS) -> int:
    """A saved card of an account that behaves in one way."""
    last4 = number_of(behaviour)[-4:]
    card = SavedCard(token_of(behaviour), "Card", last4, 12, 2099)
    return keep_card(
        account_id=account.pk, gateway="simulated", card=card, now=datetime.now(tz=UTC)
    ).pk


@dataclass
class Shop:
    """Everything a test of paying needs."""

    cast: Any
    company: Any
    payer: Payer
    webhook_door: "WebhookDoor"

    @property
    def home(self) -> Any:
        return self.cast.home

    def pay(self, **changes: Any) -> PaymentStep:
        """alice pays all that is due on a new card, unless the test says otherwise."""
        account = changes.pop("account", self.home)
        asked: dict[str, Any] = {
            "account_id": account.pk,
            "amount_minor": OWED,
            "method_id": None,
            "bill_number": None,
            "save_method": False,
            "idempotency_key": uuid4().hex,
            "balance_seen_minor": payable(account_id=account.pk).due.amount_minor,
            "user_id": self.cast.alice.pk,
            "return_url_for": lambda number: f"http://127.0.0.1:1/payments/{number}/return/",
            "now": datetime.now(tz=UTC),
        }
        return pay_bill(**(asked | changes))

    def come_back(self, number: str) -> PaymentStep:
        return operations.complete_return(
            payment_number=number, account_id=self.home.pk, now=datetime.now(tz=UTC)
        )

    def reconcile(self, after: timedelta = timedelta(minutes=1)) -> operations.Reconciled:
        return operations.reconcile_payments(now=datetime.now(tz=UTC) + after)

    def status(self, number: str) -> str:
        return Payment.objects.values_list("status", flat=True).get(number=number)

    def owed(self) -> int:
        return balance(account_id=self.home.pk).amount_minor

    def charged(self) -> list[int]:
        return [amount for _, amount in self.company.books.charges()]

    def events(self) -> int:
        return GatewayEvent.objects.count()


class WebhookDoor:
    """Where the company's webhooks arrive: the real view, unless the test holds it shut."""

    def __init__(self) -> None:
        self.is_open = True
        self.seen: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    def receive(self, headers: dict[str, str], body: bytes) -> int:
        self.seen.append((headers, body))
        if not self.is_open:
            return 503
        status = in_a_thread_of_its_own(lambda: self.knock(headers, body))()
        self.answers.append(status)
        return status

    def knock(self, headers: dict[str, str], body: bytes) -> int:
        from hearthline.api.gateway_events import gateway_events

        sent: Any = {name: value for name, value in headers.items() if name != "content-length"}
        request = RequestFactory().post(
            "/api/gateway-events/", body, content_type="application/json", headers=sent
        )
        return gateway_events(request).status_code


def in_a_thread_of_its_own(work: Callable[[], Result]) -> Callable[[], Result]:
    """Let go of the thread's database connections after some work."""

    def wrapped() -> Result:
        from django.db import connections

        try:
            return work()
        finally:
            connections.close_all()

    return wrapped


def at_once(*works: Callable[[], Result]) -> list[Any]:
    """Do several things at the same moment, each in a thread; errors are answers too."""
    from threading import Barrier

    start = Barrier(len(works))

    def one(work: Callable[[], Result]) -> Result | Exception:
        start.wait()
        try:
            return in_a_thread_of_its_own(work)()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(one, works))


@pytest.fixture
def door() -> Iterator[tuple[WebhookDoor, str]]:
    door = WebhookDoor()
    with merchant(door.receive) as url:
        yield door, url


@pytest.fixture
def shop(
    committed: str, tmp_path: Path, settings: Any, door: tuple[WebhookDoor, str]
) -> Iterator[Shop]:
    """The household owes OWED. After the test the books are right, ours and the company's."""
    webhook_door, url = door
    settings.ROOT_URLCONF = "hearthline.api.urls"
    settings.SITE_URL = url.removesuffix("/events/")
    settings.CARD_GATEWAY_SECRET = SECRET
    settings.CARD_GATEWAY_TIMEOUT_S = 0.6
    with company(tmp_path / "gateway") as server:
        settings.CARD_GATEWAY_URL = server.url
        cast = make_cast()
        owe(cast.home)
        shop = Shop(cast, server, Payer(), webhook_door)
        yield shop
        books_agree(shop)
        names, findings = run_checks()
        assert names
        assert not findings


def books_agree(shop: Shop) -> None:
    """Each payment that succeeded was charged once at the company, and no other one at all."""
    webhook_open = shop.webhook_door.is_open
    assert webhook_open, "open the door again before the test ends"
    eventually(lambda: _agree(shop))


def _agree(shop: Shop) -> bool:
    came = Payment.objects.filter(status="succeeded", channel="card")
    went = came.filter(returned__isnull=False).values_list("gateway_key", "amount_minor")
    ours = [*came.values_list("gateway_key", "amount_minor")]
    ours += [(key, -amount_minor) for key, amount_minor in went]
    return sorted(ours) == sorted(shop.company.books.charges())
