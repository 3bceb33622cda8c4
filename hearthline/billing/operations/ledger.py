"""Posting to the ledger: the only way in for one transaction at a time."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.models import LedgerTransaction, Posting
from hearthline.kernel.sql import run

_POST = Path(__file__).parents[1] / "sql" / "post_transaction.sql"


class UnableToPost(Exception):
    """The ledger doesn't take this transaction; the message says why."""


@dataclass(frozen=True, slots=True)
class Leg:
    """An amount in minor units into (+) or out of (-) a book (`Posting.Book`).

    The `receivable` book says what accounts owe, so its legs name one.
    """

    book: str
    account_id: int | None
    amount_minor: int


def post_transaction(
    *,
    account_id: int | None,
    kind: str,
    legs: Sequence[Leg],
    currency: str,
    scope: str,
    idempotency_key: str,
    description: str,
    occurred_at: datetime,
    now: datetime,
) -> int:
    """Post one transaction, once for each (scope, key), within the caller's transaction if any.

    The same key again with the same account, kind, currency and legs changes nothing; description
    and times may differ, as they do when a gateway tells something twice.

    Returns:
        The transaction's id; the earlier one's for a key that was used before.

    Raises:
        UnableToPost: fewer than two legs, a sum that isn't zero, or a key used for something else.
    """
    _check(legs)
    return _post(
        account_id=account_id,
        kind=kind,
        legs=legs,
        currency=currency,
        scope=scope,
        idempotency_key=idempotency_key,
        description=description,
        occurred_at=occurred_at,
        posted_at=now,
        reverses_id=None,
    )


def reverse_transaction(*, transaction_id: int, description: str, now: datetime) -> int:
    """Take a transaction back by posting its opposite, once. It occurs now: the past stays.

    Returns:
        The reversing transaction's id; the earlier one's if it was reversed before.

    Raises:
        UnableToPost: there is no such transaction, or it is a reversal itself.
    """
    header = LedgerTransaction.objects.filter(pk=transaction_id).first()
    if header is None:
        raise UnableToPost(f"there is no ledger transaction {transaction_id}")
    if header.reverses_id is not None:
        raise UnableToPost("a reversal is not reversed: post the transaction anew")
    legs = [
        Leg(leg.book, leg.account_id, -leg.amount_minor)
        for leg in Posting.objects.filter(transaction=header).order_by("leg")
    ]
    return _post(
        account_id=header.account_id,
        kind="reversal",
        legs=legs,
        currency=header.currency,
        scope="reversal",
        idempotency_key=str(transaction_id),
        description=description,
        occurred_at=now,
        posted_at=now,
        reverses_id=transaction_id,
    )


def _check(legs: Sequence[Leg]) -> None:
    books = set(Posting.Book.values)
    if len(legs) < 2:  # noqa: PLR2004 - double entry
        raise UnableToPost("a transaction has two legs or more")
    if total := sum(leg.amount_minor for leg in legs):
        raise UnableToPost(f"the legs sum to {total} instead of zero")
    for leg in legs:
        if leg.book not in books:
            raise UnableToPost(f"there is no book {leg.book}")
        if leg.amount_minor == 0:
            raise UnableToPost("a leg moves something")
        if leg.book == Posting.Book.RECEIVABLE and leg.account_id is None:
            raise UnableToPost("a receivable leg names its account")


def _post(
    *,
    account_id: int | None,
    kind: str,
    legs: Sequence[Leg],
    currency: str,
    scope: str,
    idempotency_key: str,
    description: str,
    occurred_at: datetime,
    posted_at: datetime,
    reverses_id: int | None,
) -> int:
    meaning = [account_id, kind, currency, [[x.book, x.account_id, x.amount_minor] for x in legs]]
    request_hash = hashlib.sha256(json.dumps(meaning).encode()).digest()
    with transaction.atomic():
        inserted = run(
            _POST,
            {
                "account_id": account_id,
                "kind": kind,
                "currency": currency,
                "scope": scope,
                "idempotency_key": idempotency_key,
                "request_hash": request_hash,
                "description": description,
                "occurred_at": occurred_at,
                "posted_at": posted_at,
                "reverses_id": reverses_id,
                "books": [leg.book for leg in legs],
                "accounts": [leg.account_id for leg in legs],
                "amounts": [leg.amount_minor for leg in legs],
            },
        )
        if inserted:
            return int(inserted[0]["id"])
        earlier = LedgerTransaction.objects.get(scope=scope, idempotency_key=idempotency_key)
    if bytes(earlier.request_hash) != request_hash:
        raise UnableToPost(f"{scope} {idempotency_key} was posted before, and differently")
    return earlier.pk
