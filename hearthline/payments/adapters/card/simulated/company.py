"""What the pretend company does: opens pages, charges cards, decides, and tells its merchants."""

import json
import secrets
import time
from dataclasses import asdict
from typing import Any

from hearthline.payments.adapters.card.simulated import books
from hearthline.payments.adapters.card.simulated.books import Books, Connection, Entry, Order
from hearthline.payments.adapters.card.simulated.cards import Behaviour, Card
from hearthline.payments.adapters.card.simulated.timing import Timing

_REFUSED = {
    Behaviour.DECLINED: "card_declined",
    Behaviour.INSUFFICIENT_FUNDS: "insufficient_funds",
}
_HANGS = {Behaviour.HANGS_CHARGED, Behaviour.HANGS_NOT_CHARGED}
_TAKEN_BACK = "taken_back"
"""Why a payment that succeeded isn't one any more."""
_UNFINISHED = {"open", "needs_confirmation"}


class ConflictingOrder(Exception):
    """A reference came again with another amount, currency or card."""


class UnknownCard(Exception):
    """No saved card has this token."""


class Company:
    """The company's desk. Times are its own clock, in seconds."""

    def __init__(self, books_: Books, public_url: str, timing: Timing) -> None:
        self.books = books_
        self.public_url = public_url.rstrip("/")
        self.timing = timing
        self._wait_s = dict.fromkeys(_HANGS, timing.hang_s) | {
            Behaviour.ANSWERS_LATE: timing.late_s
        }

    def page_url(self, entry: Entry) -> str:
        """Where the payer goes on with a payment."""
        return f"{self.public_url}/pay/{entry.page}"

    # -- what merchants ask for -------------------------------------------------------------------
    def open_checkout(self, order: Order) -> Entry:
        """A page for one payment; the same reference gets the same page."""
        with self.books.transaction() as connection:
            known = _known(connection, order)
            return known or books.add(connection, order, "open", time.time())

    def charge(self, order: Order) -> tuple[Entry, bool]:
        """Charge a saved card once per reference; also says whether this call is to hang."""
        with self.books.transaction() as connection:
            known = _known(connection, order)
            if known is not None:
                return known, False
            card = books.find_card(connection, order.token)
            if card is None:
                raise UnknownCard
            books.add(connection, order, "open", time.time())
            entry = self._start(connection, order.reference, card)
        return entry, card.behaviour in _HANGS

    def cancel(self, reference: str) -> Entry:
        """End an unfinished payment for good, also one that this company hasn't heard of yet."""
        with self.books.transaction() as connection:
            entry = books.find(connection, reference)
            if entry is None:
                nothing = Order(reference, "", 0, "", "", "", "", "en")
                return books.add(connection, nothing, "cancelled", time.time())
            if entry.state in _UNFINISHED:
                return self._finish(connection, entry, "cancelled")
            return entry

    # -- what payers do on the page ---------------------------------------------------------------
    def present_card(self, page: str, card: Card) -> Entry | None:
        """A payer typed a card; does nothing once a card was presented."""
        with self.books.transaction() as connection:
            entry = books.find_page(connection, page)
            if entry is None or entry.state != "open":
                return entry
            return self._start(connection, entry.reference, card)

    def confirm(self, page: str, *, yes: bool) -> Entry | None:
        """A payer answered the bank's question; does nothing unless one was asked."""
        with self.books.transaction() as connection:
            entry = books.find_page(connection, page)
            if entry is None or entry.state != "needs_confirmation":
                return entry
            if yes:
                return self._finish(connection, entry, "succeeded")
            return self._finish(connection, entry, "failed", "not_confirmed")

    def turn_back(self, page: str) -> Entry | None:
        """A payer left without paying."""
        with self.books.transaction() as connection:
            entry = books.find_page(connection, page)
            if entry is None or entry.state not in _UNFINISHED:
                return entry
            return self._finish(connection, entry, "cancelled")

    # -- what the company does by itself ----------------------------------------------------------
    def decide_what_is_due(self) -> None:
        """Decide the payments that were processing long enough."""
        with self.books.transaction() as connection:
            for entry in books.due_decisions(connection, time.time()):
                if entry.state == "succeeded":
                    self._give_back(connection, entry)
                elif entry.card and entry.card.behaviour is Behaviour.HANGS_NOT_CHARGED:
                    self._finish(connection, entry, "failed", "card_declined")
                else:
                    self._finish(connection, entry, "succeeded")

    def _start(self, connection: Connection, reference: str, card: Card) -> Entry:
        entry = books.put_card(connection, reference, card)
        now = time.time()
        if _is_expired(card, now):
            return self._finish(connection, entry, "failed", "card_expired")
        if card.behaviour in _REFUSED:
            return self._finish(connection, entry, "failed", _REFUSED[card.behaviour])
        if card.behaviour is Behaviour.NEEDS_CONFIRMATION:
            return books.put_state(connection, reference, "needs_confirmation", due_at=None)
        wait_s = self._wait_s.get(card.behaviour)
        if wait_s is not None:
            return books.put_state(connection, reference, "processing", due_at=now + wait_s)
        return self._finish(connection, entry, "succeeded")

    def _finish(self, connection: Connection, entry: Entry, state: str, reason: str = "") -> Entry:
        now = time.time()
        if state == "succeeded":
            books.take_money(connection, entry, now)
            if entry.save_card:
                entry = books.save_card(connection, entry)
        is_to_go_back = (
            state == "succeeded" and entry.card and entry.card.behaviour is Behaviour.CHARGED_BACK
        )
        due_at = now + self.timing.late_s if is_to_go_back else None
        entry = books.put_state(connection, entry.reference, state, reason=reason, due_at=due_at)
        self._tell(connection, entry, now)
        return entry

    def _give_back(self, connection: Connection, entry: Entry) -> None:
        """The payer's bank takes a payment back."""
        now = time.time()
        books.give_money_back(connection, entry, now)
        entry = books.put_state(
            connection, entry.reference, "succeeded", reason=_TAKEN_BACK, due_at=None
        )
        self._tell(connection, entry, now)

    def _tell(self, connection: Connection, entry: Entry, now: float) -> None:
        behaviour = entry.card.behaviour if entry.card else None
        if behaviour is Behaviour.WEBHOOK_NEVER or not entry.webhook_url:
            return
        times = [now]
        if behaviour is Behaviour.ANSWERS_TWICE:
            times = [now, now, now + self.timing.again_s]  # twice at once, and once more
        event_id = f"evt-{secrets.token_hex(8)}"
        body = json.dumps({"event_id": event_id, "payment": self.describe(entry)})
        for due_at in times:
            books.plan_delivery(connection, entry, event_id, body, due_at)

    def describe(self, entry: Entry) -> dict[str, Any]:
        """A payment as merchants are told it."""
        card = None
        if entry.card is not None:
            card = {"label": "Card"} | asdict(entry.card)
            del card["behaviour"]
        return {
            "reference": entry.reference,
            "gateway_reference": entry.gateway_reference,
            "state": "returned" if entry.failure_reason == _TAKEN_BACK else entry.state,
            "amount_minor": entry.amount_minor,
            "currency": entry.currency,
            "url": self.page_url(entry) if entry.state in _UNFINISHED else "",
            "failure_reason": entry.failure_reason,
            "card": card,
            "saved_card_token": entry.token,
        }


def _known(connection: Connection, order: Order) -> Entry | None:
    entry = books.find(connection, order.reference)
    if entry is None or entry.state == "cancelled":
        return entry
    if entry.request_hash != order.request_hash:
        raise ConflictingOrder
    return entry


def _is_expired(card: Card, now: float) -> bool:
    today = time.gmtime(now)
    return (card.exp_year, card.exp_month) < (today.tm_year, today.tm_mon)
