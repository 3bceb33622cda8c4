"""Refunds paid out, and debts written off that were paid after all."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.models import Payout
from hearthline.billing.operations.ledger import Leg, post_transaction
from hearthline.kernel.sql import run

_RECOVERED = Path(__file__).parents[1] / "sql" / "find_debts_recovered.sql"


class UnableToPayOut(Exception):
    """The payout is unknown, was paid otherwise, or has no reference."""


def pay_out(*, payout_id: int, reference: str, user_id: int, now: datetime) -> None:
    """Write down that a refund left, with what identifies it at the bank or on the check.

    The same reference again changes nothing.

    Raises:
        UnableToPayOut: see there.
    """
    reference = " ".join(reference.split())[:100]
    if not reference:
        raise UnableToPayOut("a payout has a reference")
    with transaction.atomic():
        payout = Payout.objects.select_for_update().filter(pk=payout_id).first()
        if payout is None:
            raise UnableToPayOut("there is no such payout")
        if payout.paid_at is not None:
            if payout.reference == reference:
                return
            raise UnableToPayOut("it was paid before")
        payout.ledger_transaction_id = post_transaction(
            account_id=payout.account_id,
            kind="refund_paid",
            legs=[
                Leg("refunds", None, payout.amount_minor),
                Leg("cash", None, -payout.amount_minor),
            ],
            currency=payout.currency,
            scope="payout",
            idempotency_key=str(payout.pk),
            description=reference,
            occurred_at=now,
            now=now,
        )
        payout.paid_at, payout.paid_by_id, payout.reference = now, user_id, reference
        payout.save()


def recover_debts(*, now: datetime) -> int:
    """Take back write-offs of accounts that paid after all, as far as they paid.

    Running it again changes nothing: what is recovered is no longer written off.

    Returns:
        How many accounts.
    """
    with transaction.atomic():
        found = run(_RECOVERED, {})
        for row in found:
            post_transaction(
                account_id=row["account_id"],
                kind="write_off_recovered",
                legs=[
                    Leg("receivable", row["account_id"], row["amount_minor"]),
                    Leg("bad_debt", None, -row["amount_minor"]),
                ],
                currency=row["currency"],
                scope="write_off_recovered",
                idempotency_key=f"{row['account_id']}/{row['times'] + 1}",
                description="",
                occurred_at=now,
                now=now,
            )
    return len(found)
