"""Bill runs and whatever else decides about an account's bills take turns, account by account.

A batch holds the rows of its accounts (FOR NO KEY UPDATE, as everything does that changes what an
account has). So an order, a record of usage or a forecast meets a bill run only where it is about
an account that is being billed at that moment, and batches never wait for each other.
"""

from collections.abc import Sequence

from hearthline.kernel.sql import select


def keep_bill_runs_away(*, account_ids: Sequence[int]) -> None:
    """Until the transaction ends no bill run takes up these accounts; one under way is waited for.

    What it issued is seen by the statements after this one.
    """
    select(
        "SELECT id FROM customers_account WHERE id = ANY (%(accounts)s) ORDER BY id FOR SHARE",
        {"accounts": list(account_ids)},
    )


def bill_run_is_away(*, account_id: int) -> bool:
    """Whether the account isn't being billed; if so, it isn't until the transaction ends."""
    found = select(
        "SELECT id FROM customers_account WHERE id = %(account_id)s FOR SHARE SKIP LOCKED",
        {"account_id": account_id},
    )
    return bool(found)
