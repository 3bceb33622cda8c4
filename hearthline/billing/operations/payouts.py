"""Refunds paid out, and debts written off that were paid after all."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from hearthline.billing.decisions import owes_again
from hearthline.billing.models import Payout
from hearthline.billing.operations.closing_refunds import follow_closing_refund
from hearthline.billing.operations.ledger import Leg, post_transaction, reverse_transaction
from hearthline.customers.models import Account
from hearthline.kernel.sql import run

_RECOVERED = Path(__file__).parents[1] / "sql" / "find_debts_recovered.sql"


class UnableToPayOut(Exception):
    """Nothing was paid. `reason`: `unknown`, `no_reference`, `paid`, `taken_back`, `owes`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pay_out(*, payout_id: int, reference: str, user_id: int, now: datetime) -> None:
    """Write down that a refund left, with what identifies it at the bank or on the check.

    The same reference again changes nothing. A closed account that owes again gets nothing: its
    refund is taken back first, which pays that off.

    Raises:
        UnableToPayOut: see there.
    """
    reference = " ".join(reference.split())[:100]
    if not reference:
        raise UnableToPayOut("no_reference")
    with transaction.atomic():
        payout = _locked(payout_id)
        if payout.paid_at is not None:
            if payout.reference == reference:
                return
            raise UnableToPayOut("paid")
        if payout.taken_back_at is not None:
            raise UnableToPayOut("taken_back")
        if owes_again(account_id=payout.account_id):
            raise UnableToPayOut("owes")
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


def take_back_payout(*, payout_id: int, user_id: int, now: datetime) -> None:
    """Put a refund that isn't paid out back on the account; again, it changes nothing.

    What is left of it on a closed account is asked for anew.

    Raises:
        UnableToPayOut: it is unknown or was paid.
    """
    with transaction.atomic():
        payout = _locked(payout_id)
        if payout.paid_at is not None:
            raise UnableToPayOut("paid")
        if payout.taken_back_at is not None:
            return
        posted = payout.adjustment.ledger_transaction_id
        if posted is None:
            raise UnableToPayOut("unknown")
        reverse_transaction(transaction_id=posted, description="", now=now)
        payout.taken_back_at, payout.taken_back_by_id = now, user_id
        payout.save()
        follow_closing_refund(account_id=payout.account_id, now=now)


def _locked(payout_id: int) -> Payout:
    """The payout and its account, held; the account first, as everything does."""
    found = Payout.objects.filter(pk=payout_id).first()
    if found is None:
        raise UnableToPayOut("unknown")
    Account.objects.select_for_update().get(pk=found.account_id)
    return Payout.objects.select_for_update().get(pk=payout_id)


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
