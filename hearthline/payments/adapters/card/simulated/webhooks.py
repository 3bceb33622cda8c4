"""Telling merchants what happened, again and again until they take it; a restart goes on."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from hearthline.payments.adapters.card.simulated import books
from hearthline.payments.adapters.card.simulated.books import Delivery
from hearthline.payments.adapters.card.simulated.company import Company
from hearthline.payments.adapters.card.simulated.signing import signed_headers

_AT_ONCE = 8


class Teller:
    """The thread that decides what is due and tells merchants."""

    def __init__(self, company: Company, secret: str) -> None:
        self._company = company
        self._secret = secret
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="gateway-teller", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=self._company.timing.webhook_timeout_s + 1)

    def wait_until_told(self, reference: str) -> None:
        """Return once a merchant has taken a payment's event, or after a while."""
        give_up_at = time.monotonic() + self._company.timing.webhook_first_wait_s
        while time.monotonic() < give_up_at and not self._stop.is_set():
            with self._company.books.transaction() as connection:
                if books.is_told(connection, reference):
                    return
            time.sleep(self._company.timing.tick_s)

    def _work(self) -> None:
        with (
            httpx.Client(timeout=self._company.timing.webhook_timeout_s, trust_env=False) as client,
            ThreadPoolExecutor(_AT_ONCE) as threads,
        ):
            while not self._stop.wait(self._company.timing.tick_s):
                self._company.decide_what_is_due()
                with self._company.books.transaction() as connection:
                    due = books.due_deliveries(connection, time.time(), _AT_ONCE)
                list(threads.map(lambda delivery: self._tell(client, delivery), due))

    def _tell(self, client: httpx.Client, delivery: Delivery) -> None:
        body = delivery.body.encode()
        headers = signed_headers(self._secret, "webhook", time.time(), body)
        headers["content-type"] = "application/json"
        try:
            taken = client.post(delivery.url, content=body, headers=headers).is_success
        except (httpx.HTTPError, httpx.InvalidURL):
            taken = False
        timing = self._company.timing
        wait_s = min(timing.retry_first_s * 2 ** min(delivery.attempts, 20), timing.retry_most_s)
        now = time.time()
        with self._company.books.transaction() as connection:
            if taken:
                books.mark_delivered(connection, delivery.id, now)
            else:
                books.put_off(connection, delivery.id, now + wait_s)
