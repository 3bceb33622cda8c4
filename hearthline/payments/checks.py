"""What must hold of payments, whatever happened to the machine meanwhile."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hearthline.kernel import sql
from hearthline.kernel.checks import invariant

_SQL = Path(__file__).parent / "sql"


def _rows(name: str) -> list[dict[str, Any]]:
    return sql.run(_SQL / f"{name}.sql", {})


@invariant("every payment that succeeded is posted with its amount")
def payments_are_posted() -> Iterable[str]:
    for row in _rows("find_payments_not_posted"):
        yield (
            f"payment {row['number']} of {row['amount_minor']} {row['currency']} is posted"
            f" as {row['posted_minor']}"
        )


@invariant("every payment in the ledger has its payment, once")
def postings_have_payments() -> Iterable[str]:
    for row in _rows("find_postings_without_payment"):
        yield f"ledger transaction {row['id']} ({row['idempotency_key']}) has no payment"


@invariant("every payment that was taken back is owed again, once")
def returned_payments_are_owed() -> Iterable[str]:
    for row in _rows("find_returns_at_odds"):
        yield f"payment {row['number']} and the ledger say different things of its return"


@invariant("no payment waits for the gateway for a day, or was charged another amount")
def payments_are_decided() -> Iterable[str]:
    for row in _rows("find_stale_payments"):
        yield f"payment {row['number']} is {row['status']} since {row['created_at']:%Y-%m-%d %H:%M}"


@invariant("every event of a gateway is acted on within an hour")
def events_are_processed() -> Iterable[str]:
    for row in _rows("find_stale_events"):
        yield f"event {row['event_id']} waits since {row['received_at']:%Y-%m-%d %H:%M}"


@invariant("a link to pay a bill is used up by a payment of its account, and by nothing else")
def links_are_used_by_payments() -> Iterable[str]:
    for row in _rows("find_links_at_odds"):
        yield f"pay link {row['id']} and its payments say different things"
