"""The pretend company's books: an SQLite file that survives being killed between any two lines."""

import hashlib
import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hearthline.kernel.simulated import books as simulated
from hearthline.payments.adapters.card.simulated.cards import Behaviour, Card, test_card

Connection = simulated.Connection
_TABLES = Path(__file__).with_name("books.sql")


@dataclass(frozen=True, slots=True)
class Order:
    """What a merchant asks for: one payment."""

    reference: str
    merchant: str
    amount_minor: int
    currency: str
    description: str
    return_url: str
    webhook_url: str
    language: str
    save_card: bool = False
    token: str = ""

    @property
    def request_hash(self) -> str:
        """What must not change when a reference comes again."""
        asked = [self.amount_minor, self.currency, self.save_card, self.token]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One payment as the books have it; `card` once presented, `token` once saved."""

    reference: str
    gateway_reference: str
    page: str
    request_hash: str
    merchant: str
    amount_minor: int
    currency: str
    description: str
    return_url: str
    webhook_url: str
    language: str
    save_card: bool
    state: str
    failure_reason: str
    card: Card | None
    token: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One telling of an event."""

    id: int
    event_id: str
    url: str
    body: str
    attempts: int


class Books(simulated.Books):
    """The company's file of books."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, _TABLES)

    def find(self, reference: str) -> Entry | None:
        """The payment of a merchant's reference."""
        with self.transaction() as connection:
            return find(connection, reference)

    def find_page(self, page: str) -> Entry | None:
        """The payment whose page has this name."""
        with self.transaction() as connection:
            return find_page(connection, page)

    def charges(self, reference: str | None = None) -> list[tuple[str, int]]:
        """The money taken: (reference, amount_minor), oldest first."""
        with self.transaction() as connection:
            rows = connection.execute(
                "SELECT reference, amount_minor FROM charges"
                " WHERE ?1 IS NULL OR reference = ?1 ORDER BY id",
                (reference,),
            )
            return [(row["reference"], row["amount_minor"]) for row in rows]


def find(connection: Connection, reference: str) -> Entry | None:
    """The payment of a merchant's reference, within a transaction."""
    row = connection.execute("SELECT * FROM payments WHERE reference = ?", (reference,)).fetchone()
    return _entry(row)


def find_page(connection: Connection, page: str) -> Entry | None:
    """The payment whose page has this name, within a transaction."""
    row = connection.execute("SELECT * FROM payments WHERE page = ?", (page,)).fetchone()
    return _entry(row)


def _entry(row: sqlite3.Row | None) -> Entry | None:
    if row is None:
        return None
    card = None
    if row["behaviour"]:
        behaviour = Behaviour(row["behaviour"])
        card = Card(behaviour, row["last4"], row["exp_month"], row["exp_year"])
    names = [name for name in Entry.__slots__ if name not in {"card", "save_card"}]
    return Entry(card=card, save_card=bool(row["save_card"]), **{name: row[name] for name in names})


def add(connection: Connection, order: Order, state: str, now: float) -> Entry:
    """Write a new payment into the books."""
    values: dict[str, Any] = asdict(order) | {
        "gateway_reference": f"tcg-{secrets.token_hex(8)}",
        "page": secrets.token_urlsafe(24),
        "request_hash": order.request_hash,
        "state": state,
        "created_at": now,
    }
    del values["token"]
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(f"INSERT INTO payments ({names}) VALUES ({marks})", values)  # noqa: S608 - the names are this module's own
    return _must_find(connection, order.reference)


def _must_find(connection: Connection, reference: str) -> Entry:
    entry = find(connection, reference)
    if entry is None:
        message = f"payment {reference} has gone from the books"
        raise LookupError(message)
    return entry


def put_card(connection: Connection, reference: str, card: Card) -> Entry:
    """Note which card was presented for a payment."""
    connection.execute(
        "UPDATE payments SET behaviour = ?, last4 = ?, exp_month = ?, exp_year = ?"
        " WHERE reference = ?",
        (card.behaviour.value, card.last4, card.exp_month, card.exp_year, reference),
    )
    return _must_find(connection, reference)


def put_state(
    connection: Connection, reference: str, state: str, *, reason: str = "", due_at: float | None
) -> Entry:
    """Change what a payment is; `due_at` is when a processing one will be decided."""
    connection.execute(
        "UPDATE payments SET state = ?, failure_reason = ?, due_at = ? WHERE reference = ?",
        (state, reason, due_at, reference),
    )
    return _must_find(connection, reference)


def take_money(connection: Connection, entry: Entry, now: float) -> None:
    """Write down that the card was charged."""
    connection.execute(
        "INSERT INTO charges (reference, amount_minor, currency, at) VALUES (?, ?, ?, ?)",
        (entry.reference, entry.amount_minor, entry.currency, now),
    )


def give_money_back(connection: Connection, entry: Entry, now: float) -> None:
    """Write down that what was charged went back."""
    connection.execute(
        "INSERT INTO charges (reference, amount_minor, currency, at) VALUES (?, ?, ?, ?)",
        (entry.reference, -entry.amount_minor, entry.currency, now),
    )


def save_card(connection: Connection, entry: Entry) -> Entry:
    """Keep the card of a payment under a new token."""
    if entry.card is None:
        return entry
    token = f"card-{secrets.token_hex(12)}"
    card = entry.card
    connection.execute(
        "INSERT INTO saved_cards VALUES (?, ?, ?, ?, ?)",
        (token, card.behaviour.value, card.last4, card.exp_month, card.exp_year),
    )
    connection.execute(
        "UPDATE payments SET token = ? WHERE reference = ?", (token, entry.reference)
    )
    return _must_find(connection, entry.reference)


def find_card(connection: Connection, token: str) -> Card | None:
    """The saved card of a token; the well-known test tokens always have one."""
    row = connection.execute("SELECT * FROM saved_cards WHERE token = ?", (token,)).fetchone()
    if row is None:
        return test_card(token)
    return Card(Behaviour(row["behaviour"]), row["last4"], row["exp_month"], row["exp_year"])


def plan_delivery(
    connection: Connection, entry: Entry, event_id: str, body: str, due_at: float
) -> None:
    """Note that an event is to be told at a time."""
    connection.execute(
        "INSERT INTO deliveries (event_id, reference, url, body, due_at) VALUES (?, ?, ?, ?, ?)",
        (event_id, entry.reference, entry.webhook_url, body, due_at),
    )


def due_deliveries(connection: Connection, now: float, limit: int) -> list[Delivery]:
    """What is to be told now."""
    rows = connection.execute(
        "SELECT id, event_id, url, body, attempts FROM deliveries"
        " WHERE delivered_at IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?",
        (now, limit),
    )
    return [Delivery(**dict(row)) for row in rows]


def is_told(connection: Connection, reference: str) -> bool:
    """Whether at least one telling of a payment's events has been taken."""
    row = connection.execute(
        "SELECT 1 FROM deliveries WHERE reference = ? AND delivered_at IS NOT NULL", (reference,)
    ).fetchone()
    return row is not None


def mark_delivered(connection: Connection, delivery_id: int, now: float) -> None:
    """Note that a telling was taken."""
    connection.execute(
        "UPDATE deliveries SET delivered_at = ?, attempts = attempts + 1 WHERE id = ?",
        (now, delivery_id),
    )


def put_off(connection: Connection, delivery_id: int, due_at: float) -> None:
    """Note that nobody took a telling, and when to try again."""
    connection.execute(
        "UPDATE deliveries SET due_at = ?, attempts = attempts + 1 WHERE id = ?",
        (due_at, delivery_id),
    )


def due_decisions(connection: Connection, now: float) -> list[Entry]:
    """Processing payments whose time has come, and those that go back now."""
    rows = connection.execute(
        "SELECT * FROM payments WHERE state IN ('processing', 'succeeded') AND due_at <= ?", (now,)
    )
    return [entry for entry in map(_entry, rows.fetchall()) if entry is not None]
